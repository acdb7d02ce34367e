import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { RedisQueueReader } from '../../pkg-proxy/celery/queue-reader';
import { Sampler } from '../../pkg-proxy/queues/sampling/sampler';
import { DETAIL_MEASURES, type DetailMeasure, MEASURE_INFO } from '../../src/contract/measures';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';
import { Watched } from './accuracy/watched';
import { settingsOf } from './worker-settings';

const LENGTHS = '+ping +select +info +client|setname +scan +smembers +llen';
const SCRIPTS = '+eval_ro +evalsha_ro';
/** What else is read in a sample. */
const DETAILS = ['memory|usage', 'lrange', 'lpos', 'hlen', 'hmget', 'hstrlen', 'zcount', 'zrange'];
const RATES: DetailMeasure[] = ['arrivals', 'departures'];
const TAKEN: DetailMeasure[] = ['inFlight', 'scheduled', 'backlog'];

let redis: TestRedis;
let admin: Redis;
beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
});
beforeEach(async () => {
  await admin.flushall();
  await put('q', 5);
  await admin.hset('unacked', 'tag', JSON.stringify([JSON.parse(message(0)), '', 'q']));
  await admin.zadd('unacked_index', Date.now() / 1000, 'tag');
});
afterAll(async () => {
  admin.disconnect();
  await redis.stop();
});

function message(n: number): string {
  return JSON.stringify({
    body: 'W10=',
    'content-type': 'application/json',
    headers: { task: 'work', id: `id-${n}`, eta: null, enqueued_at: Date.now() / 1000 - 60 },
    properties: { delivery_tag: `tag-${n}`, priority: 0, body_encoding: 'base64' },
  });
}

async function put(queue: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) await admin.lpush(queue, message(Math.random()));
}

/** The second sample that a user with these rights gets, three tasks after the first. */
async function sampleOf(rights: string) {
  const granted = rights.split(' ').filter((right) => right !== '');
  await admin.call('ACL', 'SETUSER', 'grafana', 'reset', 'on', '>pw', '%R~*', ...granted);
  const settings = settingsOf(redis.url, { queues: ['q'], sampleSeconds: 1, discover: false }, 'grafana', 'pw');
  const sampler = new Sampler(new RedisQueueReader(settings), settings.sampling, { info: () => {}, warn: () => {} });
  onTestFinished(() => sampler.close());
  let samples = 0;
  sampler.observed.onSample(() => samples++);
  sampler.hold();
  await waitFor('a sample', 10_000, () => samples === 1);
  await put('q', 3);
  await waitFor('another', 10_000, () => samples === 2);
  return sampler;
}

function known(sampler: Sampler): DetailMeasure[] {
  const details = sampler.observed.latest?.details;
  return DETAIL_MEASURES.filter((measure) => !Number.isNaN(details?.readings.get(measure)?.values[0] ?? Number.NaN));
}

/** What is read of the broker's lists by itself. */
const ALL = DETAIL_MEASURES.filter((measure) => !MEASURE_INFO[measure].isTold && !MEASURE_INFO[measure].isOpen);

describe.each([
  { name: 'with scripts', scripts: SCRIPTS },
  { name: 'without scripts', scripts: '' },
])('rights of an ACL user, $name', ({ scripts }) => {
  test('all of them are enough for everything', async () => {
    const sampler = await sampleOf(`${LENGTHS} ${scripts} ${DETAILS.map((right) => `+${right}`).join(' ')}`);
    expect(sampler.observed.detailsError).toBeUndefined();
    expect([...(sampler.observed.latest?.details?.off ?? [])]).toEqual([]);
    expect(known(sampler)).toEqual(ALL);
    const rate = sampler.observed.latest?.details?.readings.get('arrivals')?.values[0] ?? 0;
    expect(Math.round(rate)).toBe(3);
  });

  test.each([
    { missing: 'memory|usage', off: ['memory', 'oldestAge', ...RATES] },
    { missing: 'lrange', off: ['oldestAge', ...RATES] },
    { missing: 'lpos', off: RATES },
    { missing: 'hlen', off: TAKEN },
    { missing: 'zcount', off: TAKEN },
    { missing: 'zrange', off: TAKEN },
    { missing: 'hstrlen', off: TAKEN },
    { missing: 'hmget', off: TAKEN },
  ] as { missing: string; off: DetailMeasure[] }[])('without $missing: $off are off, and it is named', async ({ missing, off }) => {
    const granted = DETAILS.filter((right) => right !== missing).map((right) => `+${right}`);
    const sampler = await sampleOf(`${LENGTHS} ${scripts} ${granted.join(' ')}`);
    const reasons = sampler.observed.latest?.details?.off ?? new Map<DetailMeasure, string>();
    expect([...reasons.keys()].sort()).toEqual([...off].sort());
    for (const reason of reasons.values()) expect(reason).toContain(`+${missing})`);
    expect(known(sampler)).toEqual(ALL.filter((measure) => !off.includes(measure)));
    expect(sampler.observed.latest?.waiting[0]).toBe(8);
    expect(sampler.observed.failing).toBeUndefined();
  });

  test('lengths alone: everything else is off, each with what it needs', async () => {
    const sampler = await sampleOf(`${LENGTHS} ${scripts}`);
    expect([...(sampler.observed.latest?.details?.off.keys() ?? [])].sort()).toEqual([...ALL].sort());
    expect(known(sampler)).toEqual([]);
    expect(sampler.observed.latest?.waiting[0]).toBe(8);
  });
});

test('the line in docs/least-privilege.md is enough for everything', async () => {
  const [, line = ''] = /^(ACL SETUSER grafana on .*)$/m.exec(readFileSync('docs/least-privilege.md', 'utf8')) ?? [];
  const [, , , ...rights] = line.split(' ');
  await admin.call('ACL', 'SETUSER', 'grafana', 'reset', ...rights);
  const watched = new Watched(redis.url, { queues: ['q'] }, { user: 'grafana', secureJsonData: { password: 'password' } });
  onTestFinished(() => watched.stop());
  const { observed, workers } = watched.monitor;
  const details = await waitFor('details of a second sample', 10_000, () => watched.samples[1]?.details);
  expect([...details.off]).toEqual([]);
  expect(observed.detailsError).toBeUndefined();
  expect(observed.discoveryError).toBeUndefined();
  await waitFor('workers to be listened to', 10_000, () => workers.listeningSince);
  const reader = new RedisQueueReader(settingsOf(redis.url, {}, 'grafana', 'password'));
  onTestFinished(() => reader.close());
  const soon = AbortSignal.timeout(10_000);
  expect((await reader.peek('q', 'enqueued_at', soon)).waiting).toBe(5);
  expect((await reader.facts(soon)).version).not.toBe('');
  expect((await reader.server(soon)).product).toBe('Redis');
});

test('a server that does not know LPOS: the newest are fetched', async () => {
  const old = await startRedis({
    args: ['--rename-command', 'LPOS', '', '--rename-command', 'EVALSHA_RO', '', '--rename-command', 'EVAL_RO', ''],
  });
  onTestFinished(old.stop);
  const client = new Redis(old.url);
  onTestFinished(() => client.disconnect());
  for (let n = 0; n < 5; n++) await client.lpush('q', message(n));
  const settings = settingsOf(old.url, { queues: ['q'], sampleSeconds: 1, discover: false });
  const sampler = new Sampler(new RedisQueueReader(settings), settings.sampling, { info: () => {}, warn: () => {} });
  onTestFinished(() => sampler.close());
  let samples = 0;
  sampler.observed.onSample(() => samples++);
  sampler.hold();
  await waitFor('two samples', 10_000, () => samples === 2); // the first LPOS is refused
  await client.lpush('q', message(5), message(6));
  await client.rpop('q');
  await waitFor('another', 10_000, () => samples === 3);
  const read = (measure: DetailMeasure) => Math.round(sampler.observed.latest?.details?.readings.get(measure)?.values[0] ?? Number.NaN);
  expect([read('arrivals'), read('departures')]).toEqual([2, 1]);
  expect([...(sampler.observed.latest?.details?.off ?? [])]).toEqual([]);
});
