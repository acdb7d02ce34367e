import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import { ENVIRONMENTS } from '../../dashboards/alerts/files';
import { ALERTS } from '../../dashboards/alerts/table';
import { provisionedDashboards } from '../../dashboards/files';
import { dashboard, panelsOf } from '../provisioning/dashboard-shape';
import { evaluateRule } from './evaluate';

const rule = z.looseObject({
  uid: z.string(),
  title: z.string(),
  condition: z.string(),
  for: z.string(),
  noDataState: z.string(),
  execErrState: z.string(),
  dashboardUid: z.string(),
  panelId: z.number(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  data: z.array(
    z.object({
      refId: z.string(),
      datasourceUid: z.string(),
      relativeTimeRange: z.object({ from: z.number(), to: z.number() }),
      model: z.record(z.string(), z.unknown()),
    }),
  ),
});
const file = z.object({ groups: z.array(z.object({ rules: z.array(rule) })) });
const rulesOf = (environment: string) =>
  file.parse(parse(readFileSync(`provisioning/alerting/${environment}.yaml`, 'utf8'))).groups.flatMap(({ rules }) => rules);

/** The titles of the panels by the title of their dashboard, without its environment. */
const TITLES = new Map(
  provisionedDashboards().map(({ text }) => {
    const found = dashboard.parse(JSON.parse(text));
    return [found.title.replace(/, \w+$/, ''), panelsOf(found).map(({ title }) => title)];
  }),
);
const PANELS = new Map(
  provisionedDashboards().map(({ text }) => {
    const { uid, panels } = dashboard.parse(JSON.parse(text));
    return [uid, panels.map(({ id, type }) => ({ id, type }))];
  }),
);

/** What Grafana keeps of a label when it reads the file: it replaces variables of its environment there, and not in annotations. */
const provisioned = (label: string) => label.replace(/\$(?:\$|\{\w+\}|\w+)/g, (found) => (found === '$$' ? '$' : ''));

/** A label as Grafana puts it on an alert with these values: `{{ if gt (index .Values "<refId>").Value <number> }}…{{ else }}…{{ end }}`. */
function expand(label: string, values: Readonly<Record<string, number>>): string {
  if (!label.includes('{{')) return label;
  const [, refId = '', bound, yes = '', no = ''] =
    /^\{\{ if gt \(index \.Values "(\w+)"\)\.Value (\d+\.\d+) \}\}(\w+)\{\{ else \}\}(\w+)\{\{ end \}\}$/.exec(label) ?? [];
  const value = values[refId];
  if (value === undefined) throw new Error(`expected a label that Grafana can expand, got ${label}`);
  return value > Number(bound) ? yes : no;
}

test.each(ALERTS)('the runbook $name names panels and dashboards that exist', ({ name }) => {
  const page = readFileSync(`docs/runbooks/${name}.md`, 'utf8').replaceAll(/\s+/g, ' ');
  for (const [, title = '', of] of page.matchAll(/[Pp]anel \*(.+?)\*(?: of "(.+?)")?/g)) {
    expect(of === undefined ? [...TITLES.values()].flat() : TITLES.get(of)).toContain(title);
  }
  for (const [, title] of page.matchAll(/"(Celery [\w ]+)"/g)) expect([...TITLES.keys()]).toContain(title);
});

describe.each(ENVIRONMENTS)('the file of %s', (environment) => {
  const rules = rulesOf(environment);

  test('has twelve rules', () => expect(rules).toHaveLength(12));

  test.each(rules)('$uid leads to a panel that is there', ({ dashboardUid, panelId, annotations }) => {
    expect(PANELS.get(dashboardUid)?.find(({ id }) => id === panelId)).toEqual({ id: panelId, type: expect.not.stringMatching(/^row$/) });
    expect(annotations).toMatchObject({ __dashboardUid__: dashboardUid, __panelId__: String(panelId) });
  });

  test.each(rules)('$uid loses no dollar sign in its labels', ({ labels }) => {
    expect(Object.values(labels).map(provisioned)).toEqual(Object.values(labels));
  });

  test.each([
    [0, false, 'warning'],
    [1, true, 'warning'],
    [2, true, 'critical'],
  ])('a broker whose risk is %d: fires %s, as %s', (risk, fires, severity) => {
    const found = rules.find(({ uid }) => uid === `celery-${environment}-broker-risk`);
    if (!found) throw new Error('expected the rule');
    const schema = {
      meta: { type: 'numeric-long' },
      fields: [
        { name: 'risk', type: 'string', typeInfo: { frame: 'string' } },
        { name: 'level', type: 'number', typeInfo: { frame: 'float64' } },
      ],
    };
    const outcome = evaluateRule(found, { risk: [{ schema, data: { values: [['memory'], [risk]] } }] });
    if (outcome.kind !== 'instances') throw new Error(`expected alerts, got ${outcome.kind}`);
    expect(outcome.instances.map(({ firing }) => firing)).toEqual([fires]);
    const [{ values } = { values: {} }] = outcome.instances;
    expect(expand(provisioned(found.labels['severity'] ?? ''), values)).toBe(severity);
  });
});
