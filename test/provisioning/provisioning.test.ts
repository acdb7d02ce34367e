import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { ENVIRONMENTS } from '../../dashboards/home';
import { readProvisioning } from '../../pkg-proxy/provisioning/provisioning';
import { parseSettings } from '../../src/contract/parse-settings';

const FOLDER = fileURLToPath(new URL('../../provisioning', import.meta.url));
const ruleFile = z.object({ apiVersion: z.literal(1), groups: z.array(z.looseObject({ folder: z.string() })) });
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
});
