import type { AnnotationSupport, DataQueryRequest, DataQueryResponse, DataSourceInstanceSettings, ScopedVars } from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv } from '@grafana/runtime';
import { map, type Observable } from 'rxjs';
import { annotationSupport } from './annotations';
import { loadQueues } from './backend';
import { migrateQuery } from './contract/migrate-query';
import type { QueueEntry } from './contract/resources';
import { EventsEditor } from './editor/EventsEditor';
import { wordResponse } from './messages/word-response';
import { defaultQuery } from './query/default-query';
import { describeQuery } from './query/describe-query';
import { expandPatterns } from './query/expand-variables';
import { openQuery } from './query/open-query';
import type { BacklogOptions, BacklogQuery } from './types';
import { QueueVariables } from './variables';

/** The browser half of the data source: it fills in Grafana's variables; the backend does everything else. */
export class BacklogDatasource extends DataSourceWithBackend<BacklogQuery, BacklogOptions> {
  /** Events of queues and of the broker, in any dashboard. */
  override annotations: AnnotationSupport<BacklogQuery> = { ...annotationSupport, QueryEditor: EventsEditor };

  constructor(settings: DataSourceInstanceSettings<BacklogOptions>) {
    super(settings);
    this.variables = new QueueVariables(this);
  }

  /** The first query of a new panel: the history of every known queue. */
  override getDefaultQuery(): Partial<BacklogQuery> {
    return defaultQuery();
  }

  /** Explore's Live button makes every query live. */
  override query(request: DataQueryRequest<BacklogQuery>): Observable<DataQueryResponse> {
    const targets = request.liveStreaming ? request.targets.map((target) => ({ ...target, live: true })) : request.targets;
    return super.query({ ...request, targets }).pipe(map(wordResponse));
  }

  override getQueryDisplayText(query: BacklogQuery): string {
    const opened = openQuery(query);
    return opened ? describeQuery(opened) : (query.queryType ?? '');
  }

  override filterQuery(query: BacklogQuery): boolean {
    return !query.hide;
  }

  override applyTemplateVariables(query: BacklogQuery, scopedVars: ScopedVars): BacklogQuery {
    // In any type, a variable may be an entry of any list of texts. The backend reports what should be such a list and is not.
    const lists = Object.entries(openQuery(query) ?? {}).flatMap(([name, value]) =>
      isTexts(value) ? [[name, this.expand(value, scopedVars)]] : [],
    );
    return { ...migrateQuery(query), ...Object.fromEntries(lists) };
  }

  override interpolateVariablesInQueries(queries: BacklogQuery[], scopedVars: ScopedVars): BacklogQuery[] {
    return queries.map((query) => this.applyTemplateVariables(query, scopedVars));
  }

  /** Patterns with their variables filled in. A variable with several values gives one pattern for each. */
  expand(patterns: readonly string[], scopedVars: ScopedVars): string[] {
    return expandPatterns(patterns, (text, format) => getTemplateSrv().replace(text, scopedVars, format));
  }

  /** Every queue that the backend knows. Rejects if the backend cannot be reached, without an error popup. */
  knownQueues(): Promise<readonly QueueEntry[]> {
    return loadQueues(this.uid);
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
