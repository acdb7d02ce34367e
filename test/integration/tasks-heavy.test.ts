import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RedisQueueReader } from '../../pkg-proxy/celery/queue-reader';
import type { Peek } from '../../pkg-proxy/queues/ports/peek';
import { parseSettings } from '../../src/contract/parse-settings';
import { startRedis, type TestRedis } from '../setup/redis';

const MEGABYTE = 1_048_576;
const SEP = '\x06\x16';
const soon = () => AbortSignal.timeout(20_000);

let redis: TestRedis;
let admin: Redis;
let reader: RedisQueueReader;

beforeAll(async () => {
  redis = await startRedis({ args: ['--slowlog-log-slower-than', '10000', '--save', ''] });
  admin = new Redis(redis.url);
});
beforeEach(async () => {
  await admin.flushall();
  reader?.close();
  reader = new RedisQueueReader(parseSettings({ uid: 'u', name: 'n', url: redis.url, user: '', jsonData: {}, secureJsonData: {} }));
});
afterAll(async () => {
  reader.close();
  admin.disconnect();
  await redis.stop();
});

/** A message as kombu writes it, so many bytes long. */
function message(task: string, bytes: number): string {
  const envelope = (body: string) =>
    JSON.stringify({
      body,
      'content-encoding': 'utf-8',
      'content-type': 'application/json',
      headers: { task, id: '3746967a-7d70-4b8e-9d0c-3ffd1d4e5c6f', retries: 0 },
      properties: { delivery_info: { exchange: '', routing_key: 'q' }, priority: 0, body_encoding: 'base64', delivery_tag: 'x' },
    });
  return envelope('A'.repeat(Math.max(0, bytes - envelope('').length)));
}

/** Sends as kombu does, to the head; sizes vary by a quarter, so that Redis's nodes are not all alike. */
async function send(key: string, task: string, count: number, bytes: number): Promise<void> {
  const sizes = Array.from({ length: 37 }, (_, i) => message(task, Math.round(bytes * (0.75 + i / 74))));
  const batch = Math.max(1, Math.min(1000, Math.floor(2_000_000 / bytes)));
  for (let i = 0; i < count; i += batch) {
    await admin.lpush(key, ...Array.from({ length: Math.min(batch, count - i) }, (_, j) => sizes[((i + j) * 11) % 37] ?? ''));
  }
}

/** Looks into `q`, and holds the look to its limits: bytes moved, and no command of it longer than 10 ms. */
async function peek(mostBytes = MEGABYTE): Promise<Peek> {
  await admin.call('SLOWLOG', 'RESET');
  const sent = async () => Number(/total_net_output_bytes:(\d+)/.exec(await admin.info('stats'))?.[1]);
  const before = await sent();
  const result = await reader.peek('q', 'enqueued_at', soon());
  const moved = (await sent()) - before;
  expect(moved).toBeLessThan(mostBytes + 50_000); // INFO itself, and the answers to MEMORY USAGE
  expect(await admin.call('SLOWLOG', 'GET', 10)).toEqual([]);
  return result;
}

const names = ({ tasks }: Peek) => [...new Set(tasks.map(({ task }) => task))].sort();

describe('a look into a queue', () => {
  test('that is light is whole', async () => {
    await send('q', 'light', 300, 1000);
    await send(`q${SEP}3`, 'low', 100, 1000);
    const result = await peek();
    expect(result.steps).toEqual([
      { step: 0, length: 300, sampled: 300 },
      { step: 3, length: 100, sampled: 100 },
    ]);
    expect(result.waiting).toBe(400);
  });

  test('that is empty shows nothing', async () => expect(await peek()).toMatchObject({ waiting: 0, tasks: [], steps: [] }));

  test.each([
    [5000, 1000],
    [1000, 10_000],
    [200_000, 1000],
    [20_000, 10_000],
  ])('of %i messages of %i bytes sees both ends and some between', async (count, bytes) => {
    await send('q', 'oldest', 16, bytes);
    await send('q', 'middle', count - 32, bytes);
    await send('q', 'newest', 16, bytes);
    const result = await peek();
    expect(names(result)).toEqual(['middle', 'newest', 'oldest']);
    expect(result.steps).toEqual([{ step: 0, length: count, sampled: result.tasks.length }]);
    expect(result.tasks.length).toBeGreaterThanOrEqual(20);
    expect(result.tasks.length).toBeLessThanOrEqual(40);
  });

  test.each([1, 50, 1000])('of messages all of one size is no riddle: %i of 100 KB', { timeout: 30_000 }, async (count) => {
    const one = message('same', 100_000);
    for (let i = 0; i < count; i += 20) await admin.lpush('q', ...Array(Math.min(20, count - i)).fill(one));
    const result = await peek();
    expect(names(result)).toEqual(['same']);
  });

  test('of messages that are all heavy reads what the limit allows, or none', async () => {
    await send('q', 'megabyte', 50, 2 * MEGABYTE);
    expect((await peek()).steps).toEqual([{ step: 0, length: 50, sampled: 0 }]);
    await admin.del('q');
    for (let n = 1; n <= 3; n++) {
      await send('q', 'same', 1, 20 * MEGABYTE);
      expect((await peek()).steps).toEqual([{ step: 0, length: n, sampled: 0 }]);
    }
  });
});

describe('one message of 50 MB', () => {
  let huge: string;
  beforeAll(() => {
    huge = message('huge', 50 * MEGABYTE);
  });

  test.each([
    [1, 1000],
    [20, 1000],
    [5000, 1000],
    [100_000, 1000],
    [1000, 10_000],
    [2000, 100_000],
  ])('is not fetched from the old end of a queue of %i messages of %i bytes', { timeout: 30_000 }, async (count, bytes) => {
    await admin.lpush('q', huge);
    await send('q', 'small', count, bytes);
    const result = await peek();
    expect(names(result)).toEqual(['small']);
    expect(result.waiting).toBe(count + 1);
  });

  test.each([
    [20, 1000],
    [5000, 1000],
    [1000, 10_000],
    [200_000, 1000],
  ])('is not fetched from the new end of a queue of %i messages of %i bytes', { timeout: 30_000 }, async (count, bytes) => {
    await send('q', 'small', count, bytes);
    await admin.lpush('q', huge);
    expect(names(await peek())).toEqual(['small']);
  });

  test.each([
    [5000, 1000, 2500],
    [5000, 1000, 20],
    [5000, 1000, 4980],
    // where single messages would be read if it were not known what lies there
    [5000, 1000, 142],
    [5000, 1000, 4858],
    [1000, 10_000, 76],
    [1000, 10_000, 924],
    [200_000, 1000, 142],
  ])('is not fetched from between: %i messages of %i bytes, after %i', { timeout: 30_000 }, async (count, bytes, after) => {
    await send('q', 'small', count - after, bytes);
    await admin.lpush('q', huge);
    await send('q', 'small', after, bytes);
    expect(names(await peek())).toEqual(['small']);
  });

  // What is left: Redis tells the weight of a list's old end only to who walks the list, and this one is too long for that.
  test('is fetched once from the old end of a queue too long to be weighed, and not again', { timeout: 30_000 }, async () => {
    await admin.lpush('q', huge);
    await send('q', 'small', 200_000, 1000);
    const first = await reader.peek('q', 'enqueued_at', soon());
    expect(names(first)).toEqual(['huge', 'small']);
    expect(names(await peek())).toEqual(['small']);
  });
});

test('without the right to MEMORY USAGE the look alone is refused, and the error says which right is missing', async () => {
  await admin.call('ACL', 'SETUSER', 'poor', 'reset', 'on', '>pw', '~*', '+llen', '+lrange', '+lindex', '+ping', '+eval_ro', '+evalsha_ro');
  const settings = { uid: 'u', name: 'n', url: redis.url, user: 'poor', jsonData: {}, secureJsonData: { password: 'pw' } };
  const poor = new RedisQueueReader(parseSettings(settings));
  await send('q', 'light', 1, 1000);
  const refused = { code: 'permission', message: expect.stringContaining('+memory|usage') };
  await expect(poor.peek('q', 'enqueued_at', soon())).rejects.toMatchObject(refused);
  expect((await poor.depths(['q'], soon())).lengths[0]).toBe(1);
  await admin.call('ACL', 'SETUSER', 'poor', '+memory|usage');
  expect((await poor.peek('q', 'enqueued_at', soon())).tasks).toHaveLength(1);
  await send('q', 'more', 5000, 1000);
  expect((await poor.peek('q', 'enqueued_at', soon())).tasks).toHaveLength(40);
  poor.close();
});

test('a key that is not a list is named', async () => {
  await admin.set('q', 'x');
  await expect(reader.peek('q', 'enqueued_at', soon())).rejects.toMatchObject({
    code: 'protocol',
    message: expect.stringContaining('"q"'),
  });
});
