import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { realAdapters } from '../../pkg-proxy/adapters';
import { Monitor } from '../../pkg-proxy/queues/monitor/monitor';
import { parseSettings } from '../../src/contract/parse-settings';
import type { RawDatasource } from '../../src/contract/settings';
import { Backend, column } from '../setup/backend';
import { startRedis, type TestRedis, type TestRedisOptions } from '../setup/redis';
import { waitFor } from '../setup/wait-for';

const SEP = '\x06\x16';
const MB = 1024 * 1024;
const ends: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(options: TestRedisOptions = {}): Promise<{ redis: TestRedis; admin: Redis }> {
  const redis = await startRedis(options);
  const admin = new Redis(redis.url, { maxRetriesPerRequest: 0, retryStrategy: () => null });
  admin.on('error', () => {});
  ends.push(
    () => redis.stop(),
    () => admin.disconnect(),
  );
  return { redis, admin };
}

/** A monitor that samples every second until the test is over. */
function watching(url: string, jsonData: object = {}, more: Partial<RawDatasource> = {}): Monitor {
  const raw = { uid: 'u', name: 'n', url, user: '', jsonData: { sampleSeconds: 1, ...jsonData }, secureJsonData: {}, ...more };
  const monitor = new Monitor(parseSettings(raw), realAdapters(), { info: () => {}, warn: () => {} });
  const letGo = monitor.hold();
  ends.push(async () => {
    letGo();
    await monitor.close(new AbortController().signal);
  });
  return monitor;
}

/** What the server says now; of itself a monitor asks every 15 s. */
async function facts({ broker }: Monitor) {
  await broker.settled(); // a reading that is under way may have been answered before what it shall show
  const before = broker.latest;
  broker.retry();
  return (await waitFor('a reading of the server', 10_000, () => (broker.latest !== before ? broker.latest : undefined))).facts;
}
const happened = ({ events }: Monitor, kind: string) =>
  waitFor(`an event of kind ${kind}`, 15_000, () => events.log.last(100).find((event) => event.kind === kind));

test('a plain server', async () => {
  const { redis, admin } = await start({ args: ['--maxmemory', '100mb', '--maxclients', '50'] });
  await admin.rpush('celery', 'a');
  const idle = new Redis(redis.url);
  ends.push(() => idle.disconnect());
  idle.brpop('nothing', 0).catch(() => undefined);
  await waitFor('the client to block', 30_000, async () => (await admin.info('clients')).includes('blocked_clients:1'));
  const monitor = watching(redis.url);
  const known = await facts(monitor);
  expect(known).toMatchObject({
    product: 'Redis',
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    runId: expect.stringMatching(/^[0-9a-f]{40}$/),
    memoryLimit: 100 * MB,
    evictionPolicy: 'noeviction',
    evictedKeys: 0,
    maxClients: 50,
    blockedClients: 1,
    keys: 1,
    role: 'master',
    replicas: 0,
    loading: false,
    appendOnly: false,
  });
  for (const name of ['memoryUsed', 'fragmentation', 'clients'] as const) expect(known[name], name).toBeGreaterThan(0);
  for (const name of ['uptime', 'opsPerSecond', 'expiredKeys', 'rejectedConnections', 'unsavedWrites'] as const)
    expect(known[name], name).toBeGreaterThanOrEqual(0);
  expect(known.snapshotAt).toBeGreaterThan(Date.now() - 60_000);
  expect(monitor.broker.risks).toEqual([]);
  expect(monitor.events.log.last(10)).toEqual([]);
});

test('reading sends INFO, never CONFIG, and no sample waits for it', async () => {
  const { redis, admin } = await start();
  const monitor = watching(redis.url);
  await facts(monitor);
  const stats = await admin.info('commandstats');
  const calls = Number(/^cmdstat_info:calls=(\d+)/m.exec(stats)?.[1]);
  await facts(monitor);
  const after = await admin.info('commandstats');
  // One reading more, and the question before.
  expect(Number(/^cmdstat_info:calls=(\d+)/m.exec(after)?.[1])).toBe(calls + 2);
  expect(after).not.toMatch(/cmdstat_config/);
});

test('evictions are seen: as a risk, and as an event', async () => {
  const { redis, admin } = await start({ args: ['--maxmemory', '3mb', '--maxmemory-policy', 'allkeys-lru'] });
  const monitor = watching(redis.url);
  expect(await facts(monitor)).toMatchObject({ evictionPolicy: 'allkeys-lru', evictedKeys: 0, memoryLimit: 3 * MB });
  expect(monitor.broker.risks).toMatchObject([{ kind: 'eviction', severity: 'warning', text: expect.stringContaining('allkeys-lru') }]);
  for (let i = 0; i < 60; i++) await admin.set(`key${i}`, 'x'.repeat(100_000));
  expect((await facts(monitor)).evictedKeys).toBeGreaterThan(20);
  // How grave it is depends on what the server still holds of the last command, which it lets go when it likes.
  expect(monitor.broker.risks.map(({ kind }) => kind)).toContain('memory');
  expect(await happened(monitor, 'eviction')).toMatchObject({ severity: 'critical', text: expect.stringContaining('tasks may be lost') });
});

test('a restart is two events: unreadable from when to when, and restarted', async () => {
  const first = await start();
  const monitor = watching(first.redis.url);
  const { runId } = await facts(monitor);
  await first.redis.stop();
  expect(await happened(monitor, 'unreadable')).toMatchObject({ severity: 'critical', open: true });
  const downAt = Date.now();
  await start({ port: first.redis.port });
  const restart = await happened(monitor, 'restart');
  expect(restart.text).toContain('started; its database now holds 0 keys');
  expect(monitor.broker.latest?.facts.runId).not.toBe(runId);
  const outage = await happened(monitor, 'unreadable');
  expect(outage.open).toBe(false);
  expect(outage.until).toBeGreaterThanOrEqual(downAt);
  expect(monitor.events.log.last(10).map(({ kind }) => kind)).toEqual(['unreadable', 'restart']);
});

test('a user without INFO is told what to add, and loses nothing else', async () => {
  const { redis, admin } = await start();
  await admin.call('ACL', 'SETUSER', 'reader', 'reset', 'on', '>pw', '~*', '+llen', '+ping', '+scan', '+smembers', '+select');
  await admin.rpush('celery', 'a', 'b');
  const monitor = watching(redis.url, { queues: ['celery'] }, { user: 'reader', secureJsonData: { password: 'pw' } });
  await waitFor('the refusal', 10_000, () => monitor.broker.error);
  expect(monitor.broker).toMatchObject({ refused: true, latest: undefined, risks: [] });
  expect(monitor.broker.error?.message).toMatch(/may not run INFO: add it .*\+info/);
  expect(monitor.observed.latest?.waiting[0]).toBe(2);
  expect(monitor.observed.failing).toBeUndefined();
  expect(monitor.observed.discoveryError).toBeUndefined();

  await admin.call('ACL', 'SETUSER', 'reader', '+info');
  expect((await facts(monitor)).product).toBe('Redis');
});

describe('replication', () => {
  test('role, lag and link; a promotion is a failover', async () => {
    const master = await start();
    const replica = await start({ args: ['--replicaof', '127.0.0.1', String(master.redis.port)] });
    await waitFor('the replica in step', 20_000, async () => /master_link_status:up/.test(await replica.admin.info('replication')));
    await waitFor('the master to know it', 20_000, async () => /state=online/.test(await master.admin.info('replication')));
    const [ofMaster, ofReplica] = [watching(master.redis.url), watching(replica.redis.url)];
    const told = await facts(ofMaster);
    expect(told).toMatchObject({ role: 'master', replicas: 1, replicasOnline: 1 });
    expect([told.lagBytes, told.lagSeconds].every((lag) => lag >= 0)).toBe(true);
    const before = await facts(ofReplica);
    expect(before).toMatchObject({ role: 'replica', masterLinkUp: true, replicationId: told.replicationId });
    expect(before.masterSilence).toBeGreaterThanOrEqual(0);
    expect(ofReplica.broker.risks).toMatchObject([{ kind: 'replication', severity: 'info' }]);

    await master.redis.stop();
    await waitFor('the link to break', 20_000, async () => /master_link_status:down/.test(await replica.admin.info('replication')));
    expect((await facts(ofReplica)).masterLinkUp).toBe(false);
    expect(ofReplica.broker.risks).toMatchObject([{ kind: 'replication', severity: 'critical' }]);

    await replica.admin.replicaof('NO', 'ONE');
    expect(await facts(ofReplica)).toMatchObject({ role: 'master', formerReplicationId: before.replicationId, runId: before.runId });
    expect(await happened(ofReplica, 'failover')).toMatchObject({ text: 'This server was a replica and is now the master.' });
    expect(ofReplica.broker.risks).toEqual([]);
  });

  test('a demotion is a failover, a first replica is none', async () => {
    const { redis, admin } = await start();
    const monitor = watching(redis.url);
    const alone = await facts(monitor);
    const replica = await start({ args: ['--replicaof', '127.0.0.1', String(redis.port)] });
    await waitFor('the replica in step', 20_000, async () => /master_link_status:up/.test(await replica.admin.info('replication')));
    const followed = await facts(monitor);
    expect(followed.replicas).toBe(1);
    expect(followed.replicationId, 'a master takes a new id for its first replica').not.toBe(alone.replicationId);
    await admin.replicaof('127.0.0.1', replica.redis.port); // a ring, but the role is all that matters here
    expect((await facts(monitor)).role).toBe('replica');
    expect(monitor.events.log.last(10)).toMatchObject([{ kind: 'failover', text: expect.stringContaining('is now a replica') }]);
  });
});

test('what happens to queues, through real samples', async () => {
  const { redis, admin } = await start();
  const declare = (queue: string) => admin.sadd(`_kombu.binding.${queue}`, `${queue}${SEP}${SEP}${queue}`);
  await declare('celery');
  const monitor = watching(redis.url, { thresholds: { warning: 10 } });
  await waitFor('the first sample', 10_000, () => monitor.observed.latest);
  await admin.rpush('celery', ...Array(20).fill('x'));
  expect(await happened(monitor, 'threshold')).toMatchObject({ queue: 'celery', severity: 'warning', title: 'celery is warning' });
  await waitFor('three samples with tasks', 10_000, () => monitor.observed.history.recent.length > 6);
  await admin.del('celery');
  expect(await happened(monitor, 'drained')).toMatchObject({ queue: 'celery', text: expect.stringContaining('up to 20 tasks') });
  await waitFor('the end of the warning', 10_000, () => monitor.events.log.last(9).find(({ title }) => title === 'celery is ok again'));
});

describe('as Grafana asks', () => {
  test('broker, events and their stream', async () => {
    const { redis, admin } = await start({ args: ['--maxmemory', '50mb', '--maxmemory-policy', 'allkeys-lru'] });
    const backend = await Backend.start();
    ends.push(() => backend.stop());
    const ds = {
      uid: 'broker',
      url: redis.url,
      jsonData: { environment: 'test', queues: ['celery'], sampleSeconds: 1, thresholds: { warning: 5 } },
    };
    const [all, status, events] = await backend.query(ds, [
      { queryType: 'broker' },
      { queryType: 'broker', measures: ['status'] },
      { queryType: 'events', live: true },
    ]);
    const [facts, series] = all?.frames ?? [];
    expect([column(facts, 'broker'), column(facts, 'memoryLimit'), column(facts, 'quality')]).toEqual([['test'], [50 * MB], ['exact']]);
    expect(series?.schema.meta?.type).toBe('timeseries-wide');
    expect(column(series, 'memoryUsed')).toEqual(column(facts, 'memoryUsed'));
    expect(status?.frames[0]?.schema.meta?.type).toBe('numeric-long');
    expect(column(status?.frames[0], 'status')).toEqual([0, 1, 0, 0, 0, 0, 0]);
    expect(column(events?.frames[0], 'id')).toEqual([]);

    const channel = events?.frames[0]?.schema.meta?.channel ?? '';
    expect(channel).toMatch(/^ds\/broker\/events\//);
    const path = channel.split('/').slice(2).join('/');
    expect((await backend.subscribe(ds, path)).status).toBe('OK');
    expect((await backend.subscribe(ds, path.replace('events', 'history'))).status).toBe('NOT_FOUND');
    const packets: { schema?: object; data: { values: unknown[][] } }[] = [];
    const stream = backend.runStream(ds, path);
    stream.on('data', (packet: { data: Buffer }) => packets.push(JSON.parse(packet.data.toString())));
    stream.on('error', () => {}); // what a cancelled stream ends with
    await waitFor('the stream to run', 10_000, async () => (await backend.metrics()).includes('backlog_scrape_ok{broker="test"} 1'));
    await admin.rpush('celery', ...Array(9).fill('x'));
    await waitFor('the event', 15_000, () => packets.length > 0);
    stream.cancel();
    expect(packets[0]?.schema).toBeDefined();
    expect(packets[0]?.data.values[2]).toEqual(['celery is warning']);
    const [answer] = await backend.query(ds, [{ queryType: 'events', queues: ['celery'] }]);
    expect(column(answer?.frames[0], 'title')).toEqual(['celery is warning']);
    expect(column(answer?.frames[0], 'tags')).toEqual(['threshold,warning,celery']);
    const metrics = await backend.metrics();
    expect(metrics).toContain('celery_queue_length{broker="test",queue_name="celery"} 9\n');
    expect(metrics).toContain(`backlog_broker_memory_max_bytes{broker="test"} ${50 * MB}\n`);
  });
});
