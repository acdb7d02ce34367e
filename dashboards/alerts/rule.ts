import { PLACES } from '../places';
import type { AlertRow, ExpressionRow } from './row';

/**
 * Where a person reads the runbooks. Whoever is called at night must be able to open it, and a private repository asks for a login: set it
 * to where your team publishes `docs/runbooks/`, here or by BACKLOG_RUNBOOKS_URL when the files are generated. The default is nobody's.
 */
export const RUNBOOKS = process.env['BACKLOG_RUNBOOKS_URL'] ?? 'https://backlog.example.com/docs/runbooks';

/** A step of history: short enough to see a minute, long enough for hundreds of queues. Milliseconds. */
const INTERVAL_MS = 15_000;
const EXPRESSION = '__expr__';

/** A rule as Grafana's provisioning file has it. */
export interface Rule {
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly for: string;
  readonly noDataState: string;
  readonly execErrState: string;
  readonly dashboardUid: string;
  readonly panelId: number;
  readonly missing_series_evals_to_resolve?: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly data: readonly RuleQuery[];
}

export interface RuleQuery {
  readonly refId: string;
  readonly datasourceUid: string;
  readonly relativeTimeRange: { readonly from: number; readonly to: number };
  readonly model: Readonly<Record<string, unknown>>;
}

/** @param environment name of the environment, as in the uid of its data source, `celery-<environment>` */
export function ruleOf(row: AlertRow, environment: string): Rule {
  const dashboardUid = `celery-${row.place.dashboard}-${environment}`;
  const panelId = panelOf(row);
  const condition = row.expressions.at(-1)?.refId ?? '';
  const worded = (text: string) => text.replaceAll('ENVIRONMENT', environment);
  const range = { from: row.lookBack * 60, to: 0 };
  return {
    uid: `celery-${environment}-${row.name}`,
    title: `${row.title} (${environment})`,
    condition,
    for: `${row.pending}m`,
    noDataState: row.noData,
    execErrState: row.onError,
    dashboardUid,
    panelId,
    // To Grafana, another severity is another alert. The old one is kept for six minutes, so that it does not resolve before the new one fires.
    ...(typeof row.severity === 'string' ? {} : { missing_series_evals_to_resolve: 6 }),
    labels: { celery: environment, severity: severityOf(row.severity) },
    annotations: {
      summary: worded(row.summary),
      description: worded(row.description),
      runbook_url: `${RUNBOOKS}/${row.name}.md`,
      __dashboardUid__: dashboardUid,
      __panelId__: String(panelId),
    },
    data: [
      ...row.queries.map(({ refId, query }) => ({
        refId,
        datasourceUid: `celery-${environment}`,
        relativeTimeRange: range,
        model: { refId, ...query, intervalMs: INTERVAL_MS },
      })),
      ...row.expressions.map((expression) => ({
        refId: expression.refId,
        datasourceUid: EXPRESSION,
        relativeTimeRange: range,
        model: modelOf(expression),
      })),
    ],
  };
}

function panelOf({ name, place: { dashboard, panel } }: AlertRow): number {
  const panels: Readonly<Record<string, number>> = PLACES[dashboard].panels;
  const id = panels[panel];
  if (id === undefined) throw new Error(`alert ${name}: expected a panel of ${dashboard}, got ${panel}`);
  return id;
}

/**
 * Not `$values`: in labels, unlike annotations, Grafana takes a dollar sign for a variable of its environment when it reads the file.
 * `index` also works without a value, so a rule that cannot be evaluated has a label.
 */
function severityOf(severity: AlertRow['severity']): string {
  if (typeof severity === 'string') return severity;
  return `{{ if gt (index .Values "${severity.of}").Value ${severity.criticalAbove.toFixed(1)} }}critical{{ else }}warning{{ end }}`;
}

function modelOf(row: ExpressionRow): Readonly<Record<string, unknown>> {
  const { refId, type } = row;
  if (type === 'math') return { refId, type, expression: row.expression };
  // A value that is unknown is dropped, not counted as NaN.
  if (type === 'reduce') return { refId, type, expression: row.of, reducer: row.reducer, settings: { mode: 'dropNN' } };
  return { refId, type, expression: row.of, conditions: [{ evaluator: row.evaluator }] };
}
