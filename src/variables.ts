import { CustomVariableSupport, type DataQueryRequest, type DataQueryResponse, type DataSourceApi, type ScopedVars } from '@grafana/data';
import { from, type Observable } from 'rxjs';
import type { NamesResource, QueueEntry } from './contract/resources';
import { VariableEditor } from './editor/VariableEditor';
import { matchesPattern } from './query/queue-pattern';
import { kindOfVariable, type VariableKind } from './query/variable-kind';
import { patternOfVariable } from './query/variable-pattern';
import type { BacklogOptions, BacklogQuery, QueueVariableQuery } from './types';

/** The part of the data source that a variable needs. */
interface KnownNames {
  expand(patterns: readonly string[], scopedVars: ScopedVars): string[];
  knownQueues(): Promise<readonly QueueEntry[]>;
  knownNames(): Promise<NamesResource>;
}

/**
 * Dashboard variables that list queues, workers, tasks, priorities or the environment. They come from resources, not from a query, so
 * that a dashboard keeps its queues, and their history, while the broker is unreachable.
 */
export class BacklogVariables extends CustomVariableSupport<DataSourceApi<BacklogQuery, BacklogOptions>, QueueVariableQuery> {
  override editor = VariableEditor;

  constructor(private readonly datasource: KnownNames) {
    super();
  }

  override query(request: DataQueryRequest<QueueVariableQuery>): Observable<DataQueryResponse> {
    return from(this.matching(request).then((names) => ({ data: names.map((text) => ({ text })) })));
  }

  private async matching({ targets: [stored], scopedVars }: DataQueryRequest<QueueVariableQuery>): Promise<readonly string[]> {
    const pattern = patternOfVariable(stored);
    const patterns = this.datasource.expand(pattern === '' ? [] : [pattern], scopedVars);
    const names = await this.names(kindOfVariable(stored));
    return patterns.length === 0 ? names : names.filter((name) => patterns.some((p) => matchesPattern(p, name)));
  }

  private async names(kind: VariableKind): Promise<readonly string[]> {
    if (kind === 'queues') return (await this.datasource.knownQueues()).map(({ name }) => name);
    return (await this.datasource.knownNames())[kind];
  }
}
