import { CustomVariableSupport, type DataQueryRequest, type DataQueryResponse, type DataSourceApi, type ScopedVars } from '@grafana/data';
import { from, type Observable } from 'rxjs';
import type { QueueEntry } from './contract/resources';
import { VariableEditor } from './editor/VariableEditor';
import { matchesPattern } from './query/queue-pattern';
import { patternOfVariable } from './query/variable-pattern';
import type { BacklogOptions, BacklogQuery, QueueVariableQuery } from './types';

/** The part of the data source that a variable needs. */
interface KnownQueues {
  expand(patterns: readonly string[], scopedVars: ScopedVars): string[];
  knownQueues(): Promise<readonly QueueEntry[]>;
}

/**
 * Dashboard variables that list queue names. They come from `GET queues`, not from a query, so that a dashboard keeps its
 * queues, and their history, while the broker is unreachable.
 */
export class QueueVariables extends CustomVariableSupport<DataSourceApi<BacklogQuery, BacklogOptions>, QueueVariableQuery> {
  override editor = VariableEditor;

  constructor(private readonly datasource: KnownQueues) {
    super();
  }

  override query(request: DataQueryRequest<QueueVariableQuery>): Observable<DataQueryResponse> {
    return from(this.names(patternOfVariable(request.targets[0]), request).then((names) => ({ data: names.map((text) => ({ text })) })));
  }

  private async names(pattern: string, { scopedVars }: DataQueryRequest<QueueVariableQuery>): Promise<string[]> {
    const patterns = this.datasource.expand(pattern === '' ? [] : [pattern], scopedVars);
    const queues = await this.datasource.knownQueues();
    return queues.map(({ name }) => name).filter((name) => patterns.length === 0 || patterns.some((p) => matchesPattern(p, name)));
  }
}
