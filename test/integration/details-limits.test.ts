import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { RedisQueueReader } from '../../pkg-proxy/celery/queue-reader';
import { Sampler } from '../../pkg-proxy/queues/sampling/sampler';
import { startDelayProxy } from '../bench/delay-proxy';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';
import { keepFigures } from './accuracy/figures';
import { Watched } from './accuracy/watched';
import { settingsOf } from './worker-settings';

const MEGABYTE = 1_048_576;
/** Slower than this is in the server's slow log: 10 ms. */
const SLOW = ['--slowlog-log-slower-than', '10000', '--slowlog-max-len', '1000'];
const SAMPLES = 4;

let redis: TestRedis;
let admin: Redis;

beforeAll(async () => {
  redis = await startRedis({ args: [...SLOW, '--proto-max-bulk-len', '512mb'] });
  admin = new Redis(redis.url);
});
afterAll(async () => {
  admin.disconnect();
  await redis.stop();
});

/** A message as kombu writes it, with `%d` where it is unlike the others, so many bytes long. */
function message(bytes: number): string {
  const at = (body: string) =>
    JSON.stringify({
      body,
      'content-encoding': 'utf-8',
      'content-type': 'application/json',
      headers: { task: 'heavy', id: '3746967a-%d', retries: 0, eta: null },
      properties: { delivery_info: { exchange: '', routing_key: 'q' }, priority: 0, body_encoding: 'base64', delivery_tag: 'tag-%d' },
    });
  return at('A'.repeat(Math.max(0, bytes - at('').length)));
}

/** Fills a list on the server, so that this process has nothing to do with the bytes. */
async function fill(key: string, count: number, bytes: number): Promise<void> {
  const script = `local a, b, c = string.match(ARGV[1], '^(.-)%%d(.-)%%d(.*)$')
    for i = tonumber(ARGV[2]), tonumber(ARGV[3]) do redis.call('LPUSH', KEYS[1], a .. i .. b .. i .. c) end`;
  for (let i = 0; i < count; i += 5000) await admin.eval(script, 1, key, message(bytes), i, Math.min(count, i + 5000) - 1);
}

/** One message of so many bytes, made on the server. */
async function huge(key: string, bytes: number, command: 'LPUSH' | 'RPUSH' = 'LPUSH'): Promise<void> {
  const [head = '', tail = ''] = message(0).replaceAll('%d', 'huge').split('"body":""');
  const script = `redis.call('${command}', KEYS[1], ARGV[1] .. '"body":"' .. string.rep('A', tonumber(ARGV[3])) .. '"' .. ARGV[2])`;
  await admin.eval(script, 1, key, head, tail, bytes);
  await admin.script('FLUSH', 'SYNC'); // or the next script, which is one of ours, pays for collecting the garbage of this one
}

async function fillUnacked(count: number): Promise<void> {
  const script = `local a, b, c = string.match(ARGV[1], '^(.-)%%d(.-)%%d(.*)$')
    for i = tonumber(ARGV[2]), tonumber(ARGV[3]) do
      redis.call('HSET', 'unacked', 'tag-' .. i, '[' .. a .. i .. b .. i .. c .. ', "", "' .. (i % 4 == 0 and 'rare' or 'q') .. '"]')
      redis.call('ZADD', 'unacked_index', ARGV[4] + i / 1000, 'tag-' .. i)
    end`;
  const now = Date.now() / 1000 - count / 1000;
  for (let i = 0; i < count; i += 5000) await admin.eval(script, 0, message(1000), i, Math.min(count, i + 5000) - 1, now);
}

/** What our own connections have in the slow log: command and milliseconds. */
async function slowOnes(): Promise<string[]> {
  const entries: unknown = await admin.call('SLOWLOG', 'GET', 1000);
  return (Array.isArray(entries) ? entries : []).flatMap((entry: unknown) => {
    const [, , micros, command, , client] = Array.isArray(entry) ? entry : [];
    return client === 'backlog' ? [`${String(command).slice(0, 60)}: ${Number(micros) / 1000} ms`] : [];
  });
}

/** Watches for some samples, and holds them to the limits. @returns the last sample, and by how many bytes this process grew */
async function watch(queues: readonly string[]) {
  const watched = new Watched(redis.url, { queues });
  onTestFinished(() => watched.stop());
  const before = process.memoryUsage().rss;
  // What is slow by its nature is so every time; what had to wait for a processor is not.
  let slow: string[] = [];
  for (let attempt = 0; attempt < 3; attempt++) {
    await admin.call('SLOWLOG', 'RESET');
    const seen = watched.samples.length;
    await waitFor('samples', 60_000, () => watched.samples.length >= seen + SAMPLES);
    slow = await slowOnes();
    if (slow.length === 0) break;
  }
  const grown = process.memoryUsage().rss - before;
  expect(slow).toEqual([]);
  expect(grown / MEGABYTE).toBeLessThan(150);
  const sample = watched.samples.at(-1);
  if (!sample) throw new Error('no sample');
  return { sample, grown, watched };
}

describe('nothing of ours takes the server longer than 10 ms, nor makes this process grow', () => {
  test('100,000 messages of 10 KB, and a million of 100 bytes', async () => {
    await admin.flushall();
    await fill('q', 100_000, 10_000);
    await fill('small', 1_000_000, 100);
    const { sample, grown } = await watch(['q', 'small']);
    expect([Watched.waiting(sample, 'q'), Watched.waiting(sample, 'small')]).toEqual([100_000, 1_000_000]);
    expect(Watched.read(sample, 'q', 'arrivals')).toEqual([0, 'exact']);
    const actual = Number(await admin.memory('USAGE', 'q', 'SAMPLES', 0));
    const [memory, quality] = Watched.read(sample, 'q', 'memory');
    keepFigures('a deep queue', { grown, actual, memory });
    expect(quality).toBe('estimate');
    expect(Math.abs(memory / actual - 1)).toBeLessThan(0.02);
  });

  test.each([
    { where: 'alone', others: 0, bytes: 0, end: 'RPUSH' as const },
    { where: 'at the old end behind few others', others: 5, bytes: 1000, end: 'RPUSH' as const },
    { where: 'at the old end behind 1,900 others', others: 1900, bytes: 1000, end: 'RPUSH' as const },
    { where: 'at the new end before 1,900 others', others: 1900, bytes: 1000, end: 'LPUSH' as const },
    { where: 'at the old end behind 1,900 of 10 KB', others: 1900, bytes: 10_000, end: 'RPUSH' as const },
  ])('one message of 100 MB, $where', async ({ others, bytes, end }) => {
    await admin.flushall();
    await fill('q', others, bytes);
    await huge('q', 100_000_000, end);
    const { sample } = await watch(['q']);
    expect(Watched.waiting(sample, 'q')).toBe(others + 1);
    const [memory] = Watched.read(sample, 'q', 'memory');
    expect(memory).toBeGreaterThan(100_000_000);
    expect(Watched.read(sample, 'q', 'oldestAge')).toEqual([Number.NaN, 'unknown']); // its ends are not looked at
    await admin.flushall();
  });

  test('100,000 tasks in flight: shared out by a sample', async () => {
    await admin.flushall();
    await fillUnacked(100_000);
    const { sample, grown, watched } = await watch(['q', 'rare']);
    expect(watched.monitor.observed.deliveries?.total).toBe(100_000);
    const [rare, quality] = Watched.read(sample, 'rare', 'inFlight');
    const [rest] = Watched.read(sample, 'q', 'inFlight');
    keepFigures('many in flight', { grown, rare, rest, truth: { rare: 25_000, rest: 75_000 } });
    expect(quality).toBe('estimate');
    expect(rare + rest).toBe(100_000);
    expect(Math.abs(rare / 25_000 - 1)).toBeLessThan(0.5); // 200 are read: three standard deviations are 37 %
  });

  test('a task in flight that is too large to be read makes the others lower bounds', async () => {
    await admin.flushall();
    await fillUnacked(8);
    await admin.hset('unacked', 'large', 'x'.repeat(100_000));
    await admin.zadd('unacked_index', Date.now() / 1000, 'large');
    const { sample } = await watch(['q', 'rare']);
    expect(Watched.read(sample, 'rare', 'inFlight')).toEqual([2, 'atLeast']);
    expect(Watched.read(sample, 'q', 'inFlight')).toEqual([6, 'atLeast']);
  });
});

test.each([
  { name: 'with scripts', user: '' },
  { name: 'without', user: 'plain' },
])('a sample with everything on takes four round trips at the most, $name', async ({ user }) => {
  await admin.flushall();
  await admin.call('ACL', 'SETUSER', 'plain', 'on', '>plain', '~*', '+@all', '-@scripting');
  await fillUnacked(500);
  for (let i = 0; i < 50; i++) await fill(`q${i}`, 20, 1000);
  const proxy = await startDelayProxy(redis.port, 20);
  onTestFinished(proxy.stop);
  const queues = Array.from({ length: 50 }, (_, i) => `q${i}`);
  const jsonData = { sampleSeconds: 1, queues, discover: false };
  const settings = settingsOf(`redis://127.0.0.1:${proxy.port}/0`, jsonData, user, user || undefined);
  const sampler = new Sampler(new RedisQueueReader(settings), settings.sampling, { info: () => {}, warn: () => {} });
  onTestFinished(() => sampler.close());
  const turns: number[] = [];
  let before = 0;
  sampler.observed.onSample((sample) => {
    if (sample.ok && sample.details) turns.push(proxy.turns() - before);
    before = proxy.turns();
  });
  sampler.hold();
  let next = 500;
  await waitFor('samples', 20_000, async () => {
    // New in flight, and new in the queues, so that nothing is known already.
    await fillUnacked(++next % 2 === 0 ? next : 10);
    await fill('q1', 1, 1000);
    return turns.length >= 6;
  });
  keepFigures(`round trips ${user || 'with scripts'}`, turns);
  expect(Math.max(...turns.slice(2))).toBeLessThanOrEqual(4); // the first connects and loads the scripts
});
