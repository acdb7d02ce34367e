import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RedisQueueReader } from '../../pkg-proxy/celery/queue-reader';
import { parseSettings } from '../../src/contract/parse-settings';
import { Backend, type TestDatasource } from '../setup/backend';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';

/** Two nodes of a real Redis Cluster, each with half of the slots: 0 to 8191, and the rest. */
let nodes: [TestRedis, TestRedis];
let admins: Redis[];
let backend: Backend;
let count = 0;
/** Hash tags of the lower and the upper half. */
const [LOWER, UPPER] = ['{b}:', '{a}:'];

beforeAll(async () => {
  const node = () => startRedis({ args: ['--cluster-enabled', 'yes'] });
  nodes = [await node(), await node()];
  admins = nodes.map(({ url }) => new Redis(url));
  for (const [i, [from, to]] of [
    [0, 8191],
    [8192, 16383],
  ].entries()) {
    await admins[i]?.call('CLUSTER', 'ADDSLOTS', ...Array.from({ length: to! - from! + 1 }, (_, n) => from! + n));
  }
  await admins[0]?.call('CLUSTER', 'MEET', '127.0.0.1', nodes[1].port);
  const state = async (admin: Redis) => String(await admin.call('CLUSTER', 'INFO'));
  await waitFor('the cluster', 60_000, async () => (await Promise.all(admins.map(state))).every((info) => /cluster_state:ok/.test(info)));
  backend = await Backend.start();
});
afterAll(async () => {
  for (const admin of admins ?? []) admin.disconnect();
  await Promise.all([backend?.stop(), ...(nodes ?? []).map((node) => node.stop())]);
});

const datasource = (node: TestRedis, jsonData: object): TestDatasource => ({
  uid: `cluster${count++}`,
  url: node.url,
  jsonData: { sampleSeconds: 1, ...jsonData },
});

test('the slots are where this test takes them to be', async () => {
  const slot = (prefix: string) => admins[0]?.call('CLUSTER', 'KEYSLOT', `${prefix}celery`);
  expect(await slot(LOWER)).toBeLessThan(8192);
  expect(await slot(UPPER)).toBeGreaterThan(8191);
});

describe('a node that does not hold the keys is no broker without queues', () => {
  test.each([
    ['no queue is known', {}],
    ['queues are configured', { queues: ['celery', 'emails'] }],
  ])('%s: the health check names the node that does, and what Celery needs', async (_, jsonData) => {
    const health = await backend.health(datasource(nodes[0], { keyPrefix: UPPER, ...jsonData }));
    expect(health.status).toBe('ERROR');
    expect(health.message).toContain(`127.0.0.1:${nodes[1].port}`);
    expect(health.message).toMatch(/point the URL at the node named here.*hash tag, such as \{celery\}:/);
    const [now] = await backend.query(datasource(nodes[0], { keyPrefix: UPPER, ...jsonData }), [{ queryType: 'now' }]);
    expect(now).toMatchObject({ errorSource: 'downstream', frames: [{ schema: { fields: [] } }], error: expect.stringContaining('MOVED') });
  });

  test('the node that holds them is read', async () => {
    const admin = admins[1];
    await admin?.sadd(`${UPPER}_kombu.binding.emails`, 'emails\x06\x16\x06\x16emails');
    await admin?.lpush(`${UPPER}emails`, '{}', '{}');
    const ds = datasource(nodes[1], { keyPrefix: UPPER });
    expect(await backend.health(ds)).toMatchObject({ status: 'OK', message: expect.stringContaining('1 queue, 2 tasks waiting') });
  });

  test('and so is an empty one', async () => {
    const ds = datasource(nodes[0], { keyPrefix: LOWER });
    expect(await backend.health(ds)).toMatchObject({ status: 'OK', message: expect.stringContaining('0 queues, 0 tasks waiting') });
  });
});

test.each([
  ['no queue is known', {}],
  ['queues are configured', { queues: ['celery', 'emails', 'reports'] }],
])('keys without a hash tag: %s, and the cure is named', async (_, jsonData) => {
  const health = await backend.health(datasource(nodes[0], jsonData));
  expect(health).toMatchObject({
    status: 'ERROR',
    message: expect.stringMatching(/a global_keyprefix with a hash tag, such as \{celery\}:/),
  });
});

test('a slot that nobody serves: CLUSTERDOWN says what to look at', async () => {
  const lost = await startRedis({ args: ['--cluster-enabled', 'yes'] });
  for (const jsonData of [{}, { queues: ['celery'] }]) {
    const health = await backend.health(datasource(lost, { keyPrefix: UPPER, ...jsonData }));
    expect(health).toMatchObject({ status: 'ERROR', message: expect.stringMatching(/CLUSTER INFO.*CLUSTERDOWN/) });
  }
  await lost.stop();
});

test('the look for keys needs no right but LLEN and PING, and none to the keys themselves', async () => {
  const [admin] = admins;
  await admin?.call('ACL', 'SETUSER', 'narrow', 'reset', 'on', '>pw', '~{b}:emails*', '+llen', '+ping');
  const reader = (keyPrefix: string) => {
    const secureJsonData = { password: 'pw' };
    return new RedisQueueReader(
      parseSettings({ uid: 'u', name: 'n', url: nodes[0].url, user: 'narrow', jsonData: { keyPrefix }, secureJsonData }),
    );
  };
  const own = reader(LOWER);
  await expect(own.depths([], AbortSignal.timeout(10_000))).resolves.toMatchObject({ failed: new Map() });
  own.close();
});
