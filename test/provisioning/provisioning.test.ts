import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { provisionedDashboards } from '../../dashboards/files';
import { ENVIRONMENTS } from '../../dashboards/home';
import { readProvisioning } from '../../pkg-proxy/provisioning/provisioning';
import { parseQuery } from '../../src/contract/parse-query';
import { parseSettings } from '../../src/contract/parse-settings';
import { dashboard } from './dashboard-shape';

const FOLDER = fileURLToPath(new URL('../../provisioning', import.meta.url));
const RULES = ['queue-critical', 'queue-unconsumed', 'oldest-task', 'task-failures', 'queue-unusual', 'broker-risk', 'broker-unreadable'];

const rule = z.looseObject({
  uid: z.string(),
  dashboardUid: z.string(),
  panelId: z.number(),
  labels: z.record(z.string(), z.string()),
  annotations: z.record(z.string(), z.string()),
  data: z.array(z.looseObject({ datasourceUid: z.string(), model: z.looseObject({ refId: z.string() }) })),
});
const ruleFile = z.object({ apiVersion: z.literal(1), groups: z.array(z.looseObject({ folder: z.string(), rules: z.array(rule) })) });
/** The threshold of a risk, as far as it is used here. */
const risky = z.looseObject({
  expression: z.literal('risk'),
  conditions: z.array(z.object({ evaluator: z.object({ type: z.literal('gt'), params: z.tuple([z.number()]) }) })),
});
/** The panels of each dashboard, by its uid. */
const PANELS = new Map(
  provisionedDashboards().map(({ text }) => {
    const { uid, panels } = dashboard.parse(JSON.parse(text));
    return [uid, panels.map(({ id }) => id)];
  }),
);
const providerFile = z.object({
  apiVersion: z.literal(1),
  providers: z.array(z.looseObject({ folder: z.string(), options: z.object({ path: z.string() }) })),
});

const text = (...path: string[]) => readFileSync(join(FOLDER, ...path), 'utf8');
const rulesOf = (environment: string) => ruleFile.parse(parse(text('alerting', `${environment}.yaml`))).groups;
const datasourcesOf = async (environment: string, env: NodeJS.ProcessEnv) => {
  const { datasources, problems } = await readProvisioning([join(FOLDER, 'datasources', `${environment}.yaml`)], env);
  expect(problems).toEqual([]);
  return datasources;
};

/** What Grafana keeps of a label when it reads the file: it replaces variables of its environment there, and not in annotations. */
const provisioned = (label: string) => label.replace(/\$(?:\$|\{\w+\}|\w+)/g, (found) => (found === '$$' ? '$' : ''));

/** A label as Grafana puts it on an alert with these values: `{{ if gt (index .Values "<refId>").Value <number> }}…{{ else }}…{{ end }}`. */
function expand(label: string, values: Readonly<Record<string, number>>): string {
  if (!label.includes('{{')) return label;
  const [, refId = '', bound, yes, no] =
    /^\{\{ if gt \(index \.Values "(\w+)"\)\.Value (\d+\.\d+) \}\}(\w+)\{\{ else \}\}(\w+)\{\{ end \}\}$/.exec(label) ?? [];
  const value = values[refId];
  if (value === undefined) throw new Error(`expected a label that Grafana can expand, got ${label}`);
  return (value > Number(bound) ? yes : no) ?? '';
}

test('every folder of dashboards has a provider, under the name that the rules use', () => {
  const { providers } = providerFile.parse(parse(text('dashboards', 'backlog.yaml')));
  expect(providers.map(({ options }) => options.path)).toEqual(
    [...ENVIRONMENTS, 'all'].map((e) => `/etc/grafana/provisioning/dashboards/${e}`),
  );
  expect(providers.map(({ folder }) => folder)).toEqual([...ENVIRONMENTS.flatMap((e) => rulesOf(e).map(({ folder }) => folder)), 'Celery']);
  expect(readdirSync(join(FOLDER, 'dashboards')).sort()).toEqual(['all', 'backlog.yaml', ...ENVIRONMENTS].sort());
});

describe.each(ENVIRONMENTS)('%s', (environment) => {
  const uid = `celery-${environment}`;
  const upper = environment.toUpperCase();

  test('its variables make a datasource without a wrong setting', async () => {
    const [raw] = await datasourcesOf(environment, {
      [`BACKLOG_${upper}_REDIS_URL`]: 'rediss://redis.internal:6380/2',
      [`BACKLOG_${upper}_REDIS_USER`]: 'grafana',
      [`BACKLOG_${upper}_REDIS_PASSWORD`]: 'pa$$word',
      [`BACKLOG_${upper}_AWS_REGION`]: 'eu-west-1',
    });
    const settings = parseSettings(raw!);
    expect(settings).toMatchObject({ uid, environment, connection: { user: 'grafana', broker: { label: 'redis.internal:6380/2' } } });
    expect(settings.connection.secrets.password).toBe('pa$$word');
    expect(settings.mirror.aws).toMatchObject({ defaultRegion: 'eu-west-1', endpoint: undefined });
    expect(settings.mirror.enabled).toBe(environment === 'production');
  });

  test('without its variables only the URL is missing', async () => {
    const [raw] = await datasourcesOf(environment, {});
    expect(() => parseSettings(raw!)).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ field: 'url' })] }));
  });

  test.each([
    [0, false, 'warning'],
    [1, true, 'warning'],
    [2, true, 'critical'],
  ])('a broker whose risk is %d: fires %s, as %s', (risk, fires, severity) => {
    const { labels, data } = rulesOf(environment)
      .flatMap(({ rules }) => rules)
      .find(({ uid: id }) => id === `${uid}-broker-risk`)!;
    const { conditions } = risky.parse(data.find(({ model }) => model.refId === 'risky')?.model);
    expect(conditions.every(({ evaluator: { params } }) => risk > params[0])).toBe(fires);
    expect(expand(provisioned(labels['severity'] ?? ''), { risk })).toBe(severity);
  });

  test('no label loses a dollar sign', () => {
    const labels = rulesOf(environment).flatMap(({ rules }) => rules.flatMap((r) => Object.values(r.labels)));
    expect(labels.map(provisioned)).toEqual(labels);
  });

  test('its rules ask its datasource and lead to a panel of its dashboards', () => {
    for (const { rules } of rulesOf(environment)) {
      expect(rules.map((r) => r.uid)).toEqual(RULES.map((rule) => `${uid}-${rule}`));
      for (const { data, dashboardUid, panelId, annotations } of rules) {
        for (const { datasourceUid, model } of data) {
          expect([uid, '__expr__']).toContain(datasourceUid);
          if (datasourceUid !== uid) continue;
          const query = parseQuery(model);
          // With two measures both would get the same labels; a table of the broker is no number.
          if ('answer' in query) expect(query.answer).not.toBe('all');
          else expect(query).toMatchObject({ measures: [expect.any(String)] });
        }
        expect(PANELS.get(dashboardUid)).toContain(panelId);
        expect(annotations).toMatchObject({ __dashboardUid__: dashboardUid, __panelId__: String(panelId) });
      }
    }
  });
});
