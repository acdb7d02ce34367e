import type { PLACES, PlaceName } from '../places';

/** A query to the data source. Its fields are those of `src/contract/queries`. */
export interface QueryRow {
  readonly refId: string;
  readonly query: Readonly<Record<string, unknown>>;
}

/** One of Grafana's server-side expressions. */
export type ExpressionRow =
  | { readonly refId: string; readonly type: 'reduce'; readonly of: string; readonly reducer: 'min' | 'max' | 'mean' | 'last' }
  | { readonly refId: string; readonly type: 'threshold'; readonly of: string; readonly evaluator: Evaluator }
  | { readonly refId: string; readonly type: 'math'; readonly expression: string };

export interface Evaluator {
  readonly type: 'gt' | 'lt' | 'within_range' | 'outside_range';
  readonly params: readonly number[];
}

/** Where a person looks first. */
export type Place = { readonly [D in PlaceName]: { readonly dashboard: D; readonly panel: keyof (typeof PLACES)[D]['panels'] } }[PlaceName];

/** A metric of the mirror, with a statistic over a minute. */
export interface AlarmMetric {
  readonly id: string;
  readonly name: string;
  /** The dimension beside `Broker`. */
  readonly by?: 'Queue';
  readonly stat: 'Average' | 'Maximum' | 'Minimum';
}

/** The same rule as a CloudWatch alarm, on the metrics of the mirror. Periods are minutes. */
export interface AlarmRow {
  readonly metrics: readonly [AlarmMetric, ...AlarmMetric[]];
  /** Over the ids of the metrics; absent where there is one metric. */
  readonly expression?: string;
  readonly comparison: 'GreaterThanThreshold' | 'LessThanThreshold';
  /** A number, or the parameter that says it. */
  readonly threshold: number | 'MaxAgeSeconds' | 'MaxWaiting';
  /** Minutes that count, and how many of them must breach. */
  readonly minutes: number;
  readonly breaching: number;
  readonly missing: 'missing' | 'breaching' | 'notBreaching';
  readonly description: string;
}

/** One rule: Grafana's alert rules, the CloudWatch alarms and the table in docs/alerts.md follow from it. */
export interface AlertRow {
  /** End of the rule's uid, and name of its runbook. Never changes. */
  readonly name: string;
  readonly title: string;
  /** One sentence for the documentation, without its subject and its full stop. */
  readonly firesWhen: string;
  readonly severity: 'warning' | 'critical' | { readonly criticalAbove: number; readonly of: string };
  /** Labels of each alert beside `celery` and `severity`. */
  readonly labels: readonly string[];
  readonly place: Place;
  /** How far back the queries look, and how long the condition must hold. Minutes. */
  readonly lookBack: number;
  readonly pending: number;
  readonly noData: 'OK' | 'KeepLast';
  readonly onError: 'KeepLast' | 'Alerting';
  readonly queries: readonly QueryRow[];
  /** The last one is the condition. */
  readonly expressions: readonly [ExpressionRow, ...ExpressionRow[]];
  readonly summary: string;
  readonly description: string;
  /** Absent where CloudWatch has no metric for it. */
  readonly alarm?: AlarmRow;
}
