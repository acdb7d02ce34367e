import type {
  AdHocVariableFilter,
  AnnotationSupport,
  CoreApp,
  DataQueryRequest,
  DataQueryResponse,
  DataSourceGetTagValuesOptions,
  DataSourceInstanceSettings,
  MetricFindValue,
  ScopedVars,
} from '@grafana/data';
import { DataSourceWithBackend, getTemplateSrv, type HealthCheckResult } from '@grafana/runtime';
import { map, type Observable } from 'rxjs';
import { annotationSupport } from './annotations';
import { loadNames, loadPreview, loadQueues } from './backend';
import { migrateQuery } from './contract/migrate-query';
import { FILTER_KEYS } from './contract/queries/filters';
import type { NamesResource, PreviewResource, QueueEntry } from './contract/resources';
import { EventsEditor } from './editor/EventsEditor';
import { explain } from './editor/words/sentence';
import { wordHealth } from './messages/word-health';
import { wordResponse } from './messages/word-response';
import { filtersOf } from './query/ad-hoc-filters';
import { defaultQuery } from './query/default-query';
import { expandPatterns } from './query/expand-variables';
import { openQuery } from './query/open-query';
import type { BacklogOptions, BacklogQuery } from './types';
import { BacklogVariables } from './variables';

/** The browser half of the data source: it fills in Grafana's variables; the backend does everything else. */
export class BacklogDatasource extends DataSourceWithBackend<BacklogQuery, BacklogOptions> {
  /** Events of queues and of the broker, in any dashboard. */
  override annotations: AnnotationSupport<BacklogQuery> = { ...annotationSupport, QueryEditor: EventsEditor };

  constructor(settings: DataSourceInstanceSettings<BacklogOptions>) {
    super(settings);
    this.variables = new BacklogVariables(this);
  }

  /** The first query of a new panel: the history of every known queue. Of a new alert rule: how many tasks wait now. */
  override getDefaultQuery(app?: CoreApp): Partial<BacklogQuery> {
    return defaultQuery(app);
  }

  /** Explore's Live button makes every query live. */
  override query(request: DataQueryRequest<BacklogQuery>): Observable<DataQueryResponse> {
    const targets = request.liveStreaming ? request.targets.map((target) => ({ ...target, live: true })) : request.targets;
    return super.query({ ...request, targets }).pipe(map(wordResponse));
  }

  /** For Save & test. Grafana has no answer to word if it cannot be reached. */
  override async callHealthCheck(): Promise<HealthCheckResult> {
    const health = await super.callHealthCheck();
    return health && wordHealth(health);
  }

  override getQueryDisplayText(query: BacklogQuery): string {
    const opened = openQuery(query);
    return opened ? explain(opened) : (query.queryType ?? '');
  }

  override filterQuery(query: BacklogQuery): boolean {
    return !query.hide;
  }

  override applyTemplateVariables(query: BacklogQuery, scopedVars: ScopedVars, adHoc: AdHocVariableFilter[] = []): BacklogQuery {
    // In any type, a variable may be an entry of any list of texts. The backend reports what should be such a list and is not.
    const lists = Object.entries(openQuery(query) ?? {}).flatMap(([name, value]) =>
      isTexts(value) ? [[name, this.expand(value, scopedVars)]] : [],
    );
    const { legend } = query;
    const filters = filtersOf(adHoc, (text) => getTemplateSrv().replace(text, scopedVars));
    return {
      ...migrateQuery(query),
      ...Object.fromEntries(lists),
      ...(typeof legend === 'string' && { legend: getTemplateSrv().replace(legend, scopedVars) }),
      ...(filters.length > 0 && { filters }),
    };
  }

  override interpolateVariablesInQueries(queries: BacklogQuery[], scopedVars: ScopedVars, adHoc?: AdHocVariableFilter[]): BacklogQuery[] {
    return queries.map((query) => this.applyTemplateVariables(query, scopedVars, adHoc));
  }

  /** Labels that a dashboard's ad hoc filters may name. */
  override async getTagKeys(): Promise<MetricFindValue[]> {
    return FILTER_KEYS.map((text) => ({ text, value: text }));
  }

  /** Values of such a label. */
  override async getTagValues({ key }: DataSourceGetTagValuesOptions): Promise<MetricFindValue[]> {
    return (await this.valuesOf(key)).map((text) => ({ text, value: text }));
  }

  /** Known values of a label. */
  private async valuesOf(key: string): Promise<readonly string[]> {
    if (key === 'queue') return (await this.knownQueues()).map(({ name }) => name);
    const { environments, priorities, tasks } = await this.knownNames();
    return key === 'broker' ? environments : key === 'priority' ? priorities : key === 'task' ? tasks : [];
  }

  /** Patterns with their variables filled in. A variable with several values gives one pattern for each. */
  expand(patterns: readonly string[], scopedVars: ScopedVars): string[] {
    return expandPatterns(patterns, (text, format) => getTemplateSrv().replace(text, scopedVars, format));
  }

  /** Every queue that the backend knows. Rejects if the backend cannot be reached, without an error popup. */
  knownQueues(): Promise<readonly QueueEntry[]> {
    return loadQueues(this.uid);
  }

  /** Workers, tasks, priorities and the environment. Rejects like `knownQueues`. */
  knownNames(): Promise<NamesResource> {
    return loadNames(this.uid);
  }

  /** Which known queues these patterns select. Rejects like `knownQueues`, and for a pattern that is wrong. */
  preview(queues: readonly string[], exclude: readonly string[]): Promise<PreviewResource> {
    return loadPreview(this.uid, queues, exclude);
  }
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}
