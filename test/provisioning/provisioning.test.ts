import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readProvisioning } from '../../pkg-proxy/provisioning/provisioning';
import { outdated } from '../../provisioning/generate.mjs';
import { parseQuery } from '../../src/contract/parse-query';
import { parseSettings } from '../../src/contract/parse-settings';

const FOLDER = fileURLToPath(new URL('../../provisioning', import.meta.url));
const ENVIRONMENTS = ['development', 'staging', 'production'];
const RULES = ['queue-critical', 'queue-unconsumed', 'oldest-task', 'task-failures', 'queue-unusual', 'broker-risk', 'broker-unreadable'];

const target = z.looseObject({
  refId: z.string(),
  datasource: z.object({ type: z.literal('backlog-celery-datasource'), uid: z.string() }),
});
const panel = z.looseObject({
  id: z.number(),
  type: z.string(),
  title: z.string(),
  description: z.string().optional(),
  targets: z.array(target).default([]),
});
const variable = z.looseObject({
  type: z.string(),
  datasource: target.shape.datasource.optional(),
  current: z.looseObject({ value: z.unknown() }).partial(),
});
const dashboardFile = z.looseObject({
  uid: z.string(),
  panels: z.array(panel.extend({ panels: z.array(panel).default([]) })),
  templating: z.object({ list: z.array(variable) }),
  annotations: z.object({
    list: z.array(z.looseObject({ datasource: z.object({ type: z.string(), uid: z.string() }), target: z.unknown().optional() })),
  }),
});
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
const providerFile = z.object({
  apiVersion: z.literal(1),
  providers: z.array(z.looseObject({ folder: z.string(), options: z.object({ path: z.string() }) })),
});

const text = (...path: string[]) => readFileSync(join(FOLDER, ...path), 'utf8');
const rulesOf = (environment: string) => ruleFile.parse(parse(text('alerting', `${environment}.yaml`))).groups;
const dashboardOf = (environment: string, name: string) => dashboardFile.parse(JSON.parse(text('dashboards', environment, name)));
const DASHBOARDS = readdirSync(join(FOLDER, 'dashboards', 'development'));
const dashboardsOf = (environment: string) => DASHBOARDS.map((name) => dashboardOf(environment, name));
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

test('the copies are what the generator writes', () => expect(outdated()).toEqual([]));

test('every folder of dashboards has a provider, under the name that the rules use', () => {
  const { providers } = providerFile.parse(parse(text('dashboards', 'backlog.yaml')));
  expect(providers.map(({ options }) => options.path)).toEqual(ENVIRONMENTS.map((e) => `/etc/grafana/provisioning/dashboards/${e}`));
  expect(providers.map(({ folder }) => folder)).toEqual(ENVIRONMENTS.flatMap((e) => rulesOf(e).map(({ folder }) => folder)));
  expect(readdirSync(join(FOLDER, 'dashboards')).sort()).toEqual(['backlog.yaml', ...ENVIRONMENTS].sort());
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

  test.each(DASHBOARDS)('%s asks its datasource, in queries that the backend takes', (name) => {
    const { panels, templating, annotations } = dashboardOf(environment, name);
    const all = panels.flatMap((p) => [p, ...p.panels]);
    const targets = all.flatMap((p) => p.targets);
    const events = annotations.list.filter(({ datasource }) => datasource.type === 'backlog-celery-datasource');
    const asked = [...targets, ...templating.list, ...events].flatMap(({ datasource }) => datasource?.uid ?? []);
    // Where the datasource can be chosen, that of the environment is chosen at first.
    const chosen = templating.list.find(({ type }) => type === 'datasource');
    expect(new Set(asked)).toEqual(new Set([chosen ? '${datasource}' : uid]));
    if (chosen) expect(chosen.current.value).toBe(uid);
    for (const query of targets) expect(parseQuery(query)).toMatchObject({ queryType: query['queryType'] });
    for (const { target: query } of events) expect(parseQuery(query)).toMatchObject({ queryType: 'events', queues: ['$queue'] });
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test.each(DASHBOARDS)('every panel of %s says what it shows', (name) => {
    const all = dashboardOf(environment, name).panels.flatMap((p) => [p, ...p.panels]);
    const silent = all.filter(({ type, description }) => type !== 'row' && !description);
    expect(silent.map(({ title }) => title)).toEqual([]);
  });

  test('what tasks did is asked of the chosen task and queues, except where queues are not known', () => {
    const { panels } = dashboardOf(environment, 'tasks.json');
    const queries = panels.flatMap((p) => p.targets.map((query) => parseQuery(query)));
    expect(queries.length).toBeGreaterThan(15);
    for (const query of queries) {
      const byException = 'by' in query && query.by === 'exception';
      expect(query).toMatchObject({ queryType: 'runs', tasks: ['$task'], queues: byException ? [] : ['$queue'] });
    }
  });

  test('until it is set, the link to the logs leads to the text that says how', () => {
    const logs = text('dashboards', environment, 'tasks.json').match(/"title": "Logs",\s*"url": "[^"]*"/g) ?? [];
    expect(logs).toHaveLength(2);
    const { uid: dashboard, panels } = dashboardOf(environment, 'tasks.json');
    const written = panels.find(({ type }) => type === 'text');
    expect(JSON.stringify(written)).toContain('The link \\"Logs\\"');
    for (const link of logs) expect(link).toContain(`/d/${dashboard}?viewPanel=${written?.id}&`);
  });

  test('its dashboards lead to each other', () => {
    const uids = dashboardsOf(environment).map((d) => d.uid);
    const links = new Set(
      DASHBOARDS.flatMap((name) => [...text('dashboards', environment, name).matchAll(/\/d\/([\w-]+)/g)].map(([, id]) => id)),
    );
    expect([...links].sort()).toEqual([...uids].sort());
  });

  test('one panel goes back over every tier of CloudWatch, by its maxima', () => {
    const [long, ...more] = dashboardOf(environment, 'celery-queues.json').panels.filter((p) => p['timeFrom'] !== undefined);
    expect(more).toEqual([]);
    expect(long).toMatchObject({ title: 'Last 90 days', timeFrom: '90d', interval: '6h' });
    expect(parseQuery(long?.targets[0])).toMatchObject({ queryType: 'history', statistic: 'max', by: 'queue' });
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
    const panelsOf = new Map(dashboardsOf(environment).map(({ uid: dashboard, panels }) => [dashboard, panels.map(({ id }) => id)]));
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
        expect(panelsOf.get(dashboardUid)).toContain(panelId);
        expect(annotations).toMatchObject({ __dashboardUid__: dashboardUid, __panelId__: String(panelId) });
      }
    }
  });
});
