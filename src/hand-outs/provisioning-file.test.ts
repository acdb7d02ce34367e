import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readProvisioning } from '../../pkg-proxy/provisioning/provisioning';
import { parseSettings } from '../contract/parse-settings';
import { isSame } from '../contract/settings/same';
import type { BacklogOptions } from '../types';
import { type ProvisionedSource, provisioningFile } from './provisioning-file';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backlog-'));
});
afterAll(() => rm(folder, { recursive: true }));

const PLUGIN = 'backlog-celery-datasource';

const sourceOf = (given: Partial<ProvisionedSource>): ProvisionedSource => ({
  orgId: 1,
  uid: 'u-1',
  name: 'Celery production',
  type: PLUGIN,
  url: 'redis://redis.example:6379/0',
  user: '',
  isDefault: false,
  jsonData: {},
  secrets: [],
  ...given,
});

/** What Grafana makes of the file. */
async function readBack(source: ProvisionedSource, env: NodeJS.ProcessEnv = {}) {
  const path = join(folder, 'backlog.yaml');
  const { yaml } = provisioningFile(source);
  await writeFile(path, yaml);
  const { datasources, problems } = await readProvisioning([path], env);
  expect(problems, yaml).toEqual([]);
  expect(datasources, yaml).toHaveLength(1);
  return datasources[0]!;
}

/** jsonData as it comes from an API, of no type. */
const stored = (json: object): BacklogOptions => JSON.parse(JSON.stringify(json));
const named = (name: string, value: unknown) => JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);
const OWN = { critical: 50, age: { warning: 60, critical: 600.5 } };

const TABLE: readonly [what: string, source: Partial<ProvisionedSource>, secrets?: Record<string, string>][] = [
  ['minimal', {}],
  ['another organisation, the default', { orgId: 7, isDefault: true }],
  ['a user and a password', { user: 'grafana' }, { password: 'p$ss ${X} "\'\n' }],
  ['a user that is a number, one with a dollar sign', { user: '007', name: 'a $HOME: b # c', uid: '1e3' }],
  [
    'TLS',
    { url: 'rediss://h', jsonData: { tlsAuth: true, tlsAuthWithCACert: true, serverName: 'redis.internal', tlsSkipVerify: false } },
    { tlsCACert: '-----BEGIN-----\nabc=\n-----END-----\n', tlsClientCert: 'cert\n', tlsClientKey: 'key\n' },
  ],
  [
    'Sentinel',
    { url: 'sentinel://h1:26379;sentinel://h2:26379/3', jsonData: { sentinelMaster: 'mymaster', sentinelTls: true, masterTls: false } },
    { password: 'a', sentinelPassword: 'b' },
  ],
  ['a socket', { url: 'redis+socket:///run/redis.sock?virtual_host=2' }],
  ['transport options', { jsonData: { keyPrefix: '$app: ', separator: '\x06\x16\x85\u2028', prioritySteps: [0, 5], unackedKey: 'true' } }],
  ['queues', { jsonData: { queues: ['a', 'true', '5', '$x', 'a,b', '] #', '<<', 'é', '🐇'], discover: false, exclude: ['/^x{2}$/'] } }],
  [
    'thresholds',
    { jsonData: { thresholds: { warning: 5, queues: { emails: OWN, 'a b: c': { warning: 0 }, $x: {}, '<<': OWN, 5: OWN } } } },
  ],
  ['a queue called __proto__', { jsonData: { thresholds: { queues: named('__proto__', OWN) }, workerQueues: named('__proto__', ['a']) } }],
  ['workers', { jsonData: { workerQueues: { 'emails@*': ['emails', 'no'] }, workerConcurrency: { 'a@*': 8 }, taskEvents: 'off' } }],
  [
    'a mirror',
    {
      jsonData: stored({
        mirror: {
          enabled: true,
          namespace: 'Celery/Redis',
          measures: ['waiting', 'oldestAge'],
          maxDollarsPerMonth: 12.5,
          lock: 'redis',
          lockUrl: 'rediss://lock@h/1',
        },
        authType: 'keys',
        defaultRegion: 'eu-central-1',
        assumeRoleArn: 'arn:aws:iam::1:role/x',
      }),
    },
    { accessKey: 'AK', secretKey: 'SK', sessionToken: 'ST', lockPassword: 'L$1' },
  ],
];

describe('the file makes a data source with the same settings', () => {
  test.each(TABLE)('%s', async (_, given, secureJsonData = {}) => {
    const source = sourceOf({ ...given, secrets: Object.keys(secureJsonData) });
    const { yaml, variables } = provisioningFile(source);
    const env = Object.fromEntries(
      [...yaml.matchAll(/^ {6}(\w+): \$(BACKLOG_\w+)$/gm)].map(([, name = '', variable = '']) => [variable, secureJsonData[name] ?? '?']),
    );
    expect(Object.keys(env)).toEqual(variables);
    const found = await readBack(source, env);
    const { orgId, uid, name, url, user, jsonData } = source;
    expect(found).toMatchObject({ orgId, uid, name, url, user });
    expect(found.jsonData).toEqual(jsonData);
    expect(found.secureJsonData).toEqual(secureJsonData);
    expect(isSame(parseSettings(found), parseSettings({ uid, name, url, user, jsonData, secureJsonData }))).toBe(true);
    expect(yaml).toContain(`type: ${PLUGIN}\n`);
    expect(yaml.includes('isDefault: true')).toBe(source.isDefault);
  });
});

describe('no secret is in the file', () => {
  const jsonData: BacklogOptions = { mirror: { enabled: true, lock: 'redis', lockUrl: 'redis://lock:hunter2@h' } };

  test('not even those of URLs: they become variables', async () => {
    const source = sourceOf({ url: 'redis://me:hunter2@redis.example/1', jsonData });
    const { yaml, variables } = provisioningFile(source);
    expect(yaml).not.toContain('hunter2');
    expect(variables).toEqual(['BACKLOG_CELERY_PRODUCTION_REDIS_PASSWORD', 'BACKLOG_CELERY_PRODUCTION_LOCK_PASSWORD']);
    const found = await readBack(source, Object.fromEntries(variables.map((name) => [name, 'hunter2'])));
    const { uid, name, url } = source;
    const wanted = parseSettings({ uid, name, url, user: '', jsonData, secureJsonData: {} });
    expect(isSame(parseSettings(found), { ...wanted, advice: [] })).toBe(true);
  });

  test('nor what may be one in a text that is no URL', () => {
    expect(provisioningFile(sourceOf({ jsonData: { mirror: { lockUrl: 'ftp://lock:hunter2@h' } } })).yaml).not.toContain('hunter2');
  });
});

test('variables are named after the data source', () => {
  const start = (name: string) => provisioningFile(sourceOf({ name, secrets: ['password'] })).variables;
  expect(start('Backlog (eu-1)')).toEqual(['BACKLOG_EU_1_REDIS_PASSWORD']);
  expect(start('キュー')).toEqual(['BACKLOG_REDIS_PASSWORD']);
});
