import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readProvisioning } from '../../pkg-proxy/cli/provisioning';
import { outdated } from '../../provisioning/generate.mjs';
import { parseQuery } from '../../src/contract/parse-query';
import { parseSettings } from '../../src/contract/parse-settings';

const FOLDER = fileURLToPath(new URL('../../provisioning', import.meta.url));
const ENVIRONMENTS = ['development', 'staging', 'production'];

const target = z.looseObject({
  refId: z.string(),
  datasource: z.object({ type: z.literal('backlog-celery-datasource'), uid: z.string() }),
});
const panel = z.looseObject({ id: z.number(), targets: z.array(target).default([]) });
const dashboardFile = z.looseObject({
  uid: z.string(),
  panels: z.array(panel.extend({ panels: z.array(panel).default([]) })),
  templating: z.object({ list: z.array(z.looseObject({ datasource: target.shape.datasource })) }),
});
const rule = z.looseObject({
  uid: z.string(),
  dashboardUid: z.string(),
  panelId: z.number(),
  annotations: z.record(z.string(), z.string()),
  data: z.array(z.looseObject({ datasourceUid: z.string(), model: z.looseObject({ refId: z.string() }) })),
});
const ruleFile = z.object({ apiVersion: z.literal(1), groups: z.array(z.looseObject({ folder: z.string(), rules: z.array(rule) })) });
const providerFile = z.object({
  apiVersion: z.literal(1),
  providers: z.array(z.looseObject({ folder: z.string(), options: z.object({ path: z.string() }) })),
});

const text = (...path: string[]) => readFileSync(join(FOLDER, ...path), 'utf8');
const rulesOf = (environment: string) => ruleFile.parse(parse(text('alerting', `${environment}.yaml`))).groups;
const dashboardOf = (environment: string) => dashboardFile.parse(JSON.parse(text('dashboards', environment, 'celery-queues.json')));
const datasourcesOf = (environment: string, env: NodeJS.ProcessEnv) =>
  readProvisioning([join(FOLDER, 'datasources', `${environment}.yaml`)], env);

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
    expect(settings).toMatchObject({ uid, environment, user: 'grafana', broker: { label: 'redis.internal:6380/2' } });
    expect(settings.secrets.password).toBe('pa$$word');
    expect(settings.aws).toMatchObject({ defaultRegion: 'eu-west-1', endpoint: undefined });
    expect(settings.mirror.enabled).toBe(environment === 'production');
  });

  test('without its variables only the URL is missing', async () => {
    const [raw] = await datasourcesOf(environment, {});
    expect(() => parseSettings(raw!)).toThrow(expect.objectContaining({ problems: [expect.objectContaining({ field: 'url' })] }));
  });

  test('its dashboard asks its datasource, in queries that the backend takes', () => {
    const { panels, templating } = dashboardOf(environment);
    const all = panels.flatMap((p) => [p, ...p.panels]);
    const targets = all.flatMap((p) => p.targets);
    expect(new Set([...targets, ...templating.list].map(({ datasource }) => datasource.uid))).toEqual(new Set([uid]));
    for (const query of targets) expect(parseQuery(query)).toMatchObject({ queryType: query['queryType'] });
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test('its rules ask its datasource and lead to a panel of its dashboard', () => {
    const dashboard = dashboardOf(environment);
    for (const { rules } of rulesOf(environment)) {
      expect(rules.map((r) => r.uid)).toEqual([`${uid}-queue-critical`, `${uid}-broker-unreadable`]);
      for (const { data, dashboardUid, panelId, annotations } of rules) {
        for (const { datasourceUid, model } of data) {
          expect([uid, '__expr__']).toContain(datasourceUid);
          if (datasourceUid === uid) expect(parseQuery(model).measures).toHaveLength(1); // with two, both get the same labels
        }
        expect(dashboardUid).toBe(dashboard.uid);
        expect(dashboard.panels.map(({ id }) => id)).toContain(panelId);
        expect(annotations).toMatchObject({ __dashboardUid__: dashboardUid, __panelId__: String(panelId) });
      }
    }
  });
});
