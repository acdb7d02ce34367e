import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realAdapters } from '../../pkg-proxy/adapters';
import { Bindings } from '../../pkg-proxy/celery/bindings';
import { DeliveryReader } from '../../pkg-proxy/celery/deliveries';
import { Monitor } from '../../pkg-proxy/queues/monitor/monitor';
import type { Deliveries } from '../../pkg-proxy/queues/ports/probe';
import { startCelery } from '../setup/celery';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';
import { Watched } from './accuracy/watched';
import { settingsOf } from './worker-settings';

let redis: TestRedis;
let client: Redis;
let tags: number;
let reader: DeliveryReader;

beforeAll(async () => {
  redis = await startRedis();
  client = new Redis(redis.url);
});
afterAll(async () => {
  client.disconnect();
  await redis.stop();
});
beforeEach(async () => {
  await client.flushall();
  tags = 0;
  reader = new DeliveryReader(settingsOf(redis.url).keys, new Bindings());
});

/** Workers take so many tasks of a queue. @returns their tags */
async function take(queue: string, count: number, bytes = 300): Promise<string[]> {
  const taken = Array.from({ length: count }, () => `t${String(tags++).padStart(6, '0')}`);
  const pipeline = client.pipeline();
  for (const tag of taken) {
    pipeline.hset(
      'unacked',
      tag,
      JSON.stringify([{ body: 'A'.repeat(bytes), headers: { id: tag, eta: null }, properties: {} }, '', queue]),
    );
    pipeline.zadd('unacked_index', tags, tag);
  }
  await pipeline.exec();
  return taken;
}

async function finish(taken: readonly string[]): Promise<void> {
  await client
    .pipeline()
    .hdel('unacked', ...taken)
    .zrem('unacked_index', ...taken)
    .exec();
}

const read = (): Promise<Deliveries> => reader.read(client, 1000, Date.now());

/** Of so many in all, as they are shared out: how many are those of a queue. */
function share({ total, entries }: Deliveries, queue: string): number {
  return (total * entries.filter((entry) => entry.queue === queue).length) / entries.length;
}

describe('100 that stay of one queue, and 800 of another that all change from sample to sample', () => {
  test.each([
    { name: 'more than may be read', bytes: 300 },
    { name: 'larger than may be read', bytes: 30_000 },
  ])('$name: both are told rightly', async ({ bytes }) => {
    await take('lasting', 100);
    let lasting = 0;
    for (let sample = 0; sample < 12; sample++) {
      const changing = await take('changing', 800, bytes);
      lasting += share(await read(), 'lasting') / 12;
      await finish(changing);
    }
    // At least 66 of them are read in each sample, which makes 10 a standard deviation.
    expect(lasting).toBeGreaterThan(60);
    expect(lasting).toBeLessThan(140);
  });
});

test('queues whose messages are small count no more than those whose are large', async () => {
  let small = 0;
  for (let sample = 0; sample < 10; sample++) {
    const taken = [...(await take('large', 400, 50_000)), ...(await take('small', 400, 500))];
    const deliveries = await read();
    small += share(deliveries, 'small') / deliveries.total / 10;
    await finish(taken);
  }
  // 800 drawings in all, so a standard deviation of less than 2 %.
  expect(small).toBeGreaterThan(0.4);
  expect(small).toBeLessThan(0.6);
});

test('what does not change is all read after some samples', async () => {
  await take('a', 300);
  await take('b', 600);
  const counts: number[] = [];
  for (let sample = 0; sample < 4; sample++) counts.push((await read()).entries.length);
  expect(counts[3]).toBe(900);
  expect(share(await read(), 'a')).toBe(300);
});

test.each([
  { name: 'the first read of many', before: 0 },
  { name: 'few have become many', before: 500 },
  { name: 'many have become more', before: 2000 },
])('$name: the oldest do not stand for all', async ({ before }) => {
  await take('old', before);
  if (before > 0) await read();
  await take('old', 2000 - before);
  await take('new', 6000);
  const { total, entries } = await reader.read(client, 1000, Date.now());
  expect([total, entries.length]).toEqual([8000, 200]);
  expect(entries.filter(({ queue }) => queue === 'new').length).toBe(150);
});

test('many have become few: all of them are told apart', async () => {
  const gone = await take('a', 4000);
  await take('b', 200);
  await read();
  await finish(gone);
  expect((await read()).entries.length).toBe(200);
});

test('of an app that keeps them under other keys, also when the settings learn of them later', async () => {
  const transport = { global_keyprefix: 'app:', unacked_key: 'taken', unacked_index_key: 'taken-when' };
  const conf = { task_acks_late: true };
  const celery = await startCelery({ broker: redis.url, consume: ['late'], transportOptions: transport, conf });
  const json = { keyPrefix: 'app:', queues: ['late'] };
  const watched = new Watched(redis.url, json);
  const changed = settingsOf(redis.url, { ...json, sampleSeconds: 1, unackedKey: 'taken', unackedIndexKey: 'taken-when' });
  let monitor = watched.monitor;
  try {
    await celery.send({ queue: 'late', count: 9, seconds: 120 });
    await waitFor('the worker to hold some', 20_000, () => client.hlen('app:taken'));
    monitor = new Monitor(changed, realAdapters(), { info: () => {}, warn: () => {} }, watched.monitor);
    await watched.monitor.close(new AbortController().signal, monitor);
    await waitFor('what it holds to be known', 20_000, async () => {
      const held = await client.hlen('app:taken');
      const [tasks, quality] = Watched.read(await watched.next(), 'late', 'inFlight');
      return tasks > 0 && tasks === held && quality === 'exact';
    });
    expect(monitor.observed.deliveries?.oldestAt).toBeGreaterThan(Date.now() - 600_000);
  } finally {
    celery.signal('SIGKILL');
    await celery.stop();
    await monitor.close(new AbortController().signal);
  }
});
