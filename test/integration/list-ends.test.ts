import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { RedisQueueReader } from '../../pkg-proxy/celery/queue-reader';
import type { ListLook } from '../../pkg-proxy/queues/ports/probe';
import { totalsOf } from '../../pkg-proxy/queues/sample';
import { DetailKeeper } from '../../pkg-proxy/queues/sampling/details/detail-keeper';
import { startDelayProxy } from '../bench/delay-proxy';
import { startRedis, type TestRedis } from '../setup/redis';
import { settingsOf } from './worker-settings';

const MEGABYTE = 1_048_576;
let redis: TestRedis;
let admin: Redis;

beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
});
afterAll(async () => {
  admin.disconnect();
  await redis.stop();
});
beforeEach(async () => {
  await admin.flushall();
  await admin.call('ACL', 'SETUSER', 'scripts', 'on', '>scripts', '~*', '+@all');
  await admin.call('ACL', 'SETUSER', 'plain', 'on', '>plain', '~*', '+@all', '-@scripting');
});

const PLAIN = '{"headers": {"id": "ID", "eta": null}, "properties": {"delivery_tag": "ID"}, "body": "';
const LATER = PLAIN.replace('null', '"2099-01-01T00:00:00"');
const tagOf = (look: ListLook | undefined) => look?.tail;

/** Puts `count` messages of `bytes` at the new end of a list, made on the server. */
async function fill(key: string, count: number, bytes: number, head = PLAIN, command = 'LPUSH'): Promise<void> {
  const script = `local body = string.rep('A', tonumber(ARGV[3]) - #ARGV[1]) .. '"}'
    for i = 1, tonumber(ARGV[2]) do
      local head = string.gsub(ARGV[1], 'ID', KEYS[1] .. '-' .. i)
      redis.call('${command}', KEYS[1], head .. body)
    end`;
  await admin.eval(script, 1, key, head, count, bytes);
}

/** Looks at these lists again and again, as a sampler does. */
function looker(user: string, url = redis.url) {
  const reader = new RedisQueueReader(settingsOf(url, { prioritySteps: [0] }, user, user));
  onTestFinished(() => reader.close());
  const before = new Map<string, ListLook | undefined>();
  return async (...queues: string[]): Promise<ListLook[]> => {
    const lists = queues.map((queue) => ({ queue, step: 0, anchor: before.get(queue)?.anchor, tail: tagOf(before.get(queue)) }));
    const { looks } = await reader.probe({ lists, ageHeader: 'enqueued_at', visibilityTimeoutMs: 1000 }, AbortSignal.timeout(20_000));
    if (looks instanceof Error) throw looks;
    queues.forEach((queue, i) => void before.set(queue, looks[i]));
    return looks.flatMap((look) => look ?? []);
  };
}

/** How much the server sends while something is done, and how often commands were used. */
async function moved(work: () => Promise<unknown>): Promise<{ bytes: number; lrange: number }> {
  const read = async () => {
    const info = await admin.info('everything');
    const field = (name: RegExp) => Number(name.exec(info)?.[1] ?? 0);
    return { bytes: field(/^total_net_output_bytes:(\d+)/m), lrange: field(/^cmdstat_lrange:calls=(\d+)/m) };
  };
  const before = await read();
  await work();
  const after = await read();
  return { bytes: after.bytes - before.bytes, lrange: after.lrange - before.lrange };
}

describe.each([
  { user: 'scripts', most: MEGABYTE },
  { user: 'plain', most: 101 * MEGABYTE }, // single commands learn what a message weighs by having it
])('a message of 100 MB at the old end of a long list, user $user', ({ user, most }) => {
  test.each([
    { name: 'plain', head: PLAIN },
    { name: 'for later', head: LATER },
  ])('$name: is met once, and not again by a new connection', async ({ head }) => {
    await fill('q', 50_000, 500);
    await fill('q', 1, 100_000_000, head, 'RPUSH');
    const look = looker(user);
    const first = await moved(async () => {
      const [seen] = await look('q');
      expect(seen).toMatchObject({ length: 50_001, anchor: undefined, tail: undefined, oldest: [] });
    });
    expect(first.bytes).toBeLessThan(most);
    const next = await moved(async () => {
      await look('q');
      await admin.client('KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await look('q').catch(() => undefined);
      const [seen] = await look('q');
      expect(seen).toMatchObject({ length: 50_001, oldest: [] });
    });
    expect(next.bytes).toBeLessThan(MEGABYTE);
    expect(next.lrange).toBe(0);
  });

  test('or behind one for later', async () => {
    await fill('q', 50_000, 500);
    await fill('q', 1, 100_000_000, PLAIN, 'RPUSH');
    await fill('q', 1, 500, LATER, 'RPUSH');
    const look = looker(user);
    expect((await look('q'))[0]).toMatchObject({ length: 50_002, tail: undefined, oldest: [] });
    expect((await moved(() => look('q'))).lrange).toBe(0);
  });
});

test('single commands read what stands before the oldest only where that matters, and nothing twice', async () => {
  await fill('q', 100, 500);
  await fill('r', 100, 500, LATER);
  const look = looker('plain');
  expect((await look('q', 'r')).map((seen) => [seen.oldest?.length, seen.tail])).toEqual([
    [1, 'q-1'],
    [4, 'r-1'],
  ]);
  const again = await moved(async () => {
    expect((await look('q', 'r')).map((seen) => [seen.oldest, seen.tail, seen.newer])).toEqual([
      [undefined, 'q-1', 0],
      [undefined, 'r-1', 0],
    ]);
  });
  expect(again.lrange).toBe(4);
  await admin.rpop('r');
  expect((await look('r'))[0]).toMatchObject({ tail: 'r-2', oldest: { length: 4 } });
});

test('by single commands: what was not answered in time is not asked for again by the next connection', async () => {
  await fill('deep', 50_000, 500);
  await fill('q', 5, 500);
  const proxy = await startDelayProxy(redis.port, 100);
  onTestFinished(proxy.stop);
  const reader = new RedisQueueReader(settingsOf(`redis://127.0.0.1:${proxy.port}/0`, { prioritySteps: [0] }, 'plain', 'plain'));
  onTestFinished(() => reader.close());
  const lists = ['deep', 'q'].map((queue) => ({ queue, step: 0, anchor: undefined, tail: undefined }));
  const ask = (signal: AbortSignal) => reader.probe({ lists, ageHeader: 'enqueued_at', visibilityTimeoutMs: 1000 }, signal);
  const read = async () => {
    const { looks } = await ask(AbortSignal.timeout(20_000));
    return looks instanceof Error ? looks : looks.map((look) => look?.oldest?.length);
  };
  expect(await read()).toEqual([1, 1]);
  const ending = new AbortController();
  const monitor = await admin.monitor();
  onTestFinished(() => monitor.disconnect());
  monitor.on('monitor', (_at: string, [command]: string[]) => command?.toLowerCase() === 'lrange' && ending.abort());
  await expect(ask(ending.signal)).rejects.toThrow(/no answer in time/);
  expect(await read()).toEqual([0, 1]);
});

test('where there is no LPOS, the newest are fetched within one budget for all lists, and one of a list that is new', async () => {
  const old = await startRedis({
    args: ['--rename-command', 'LPOS', '', '--rename-command', 'EVALSHA_RO', '', '--rename-command', 'EVAL_RO', ''],
  });
  onTestFinished(old.stop);
  const there = new Redis(old.url);
  onTestFinished(() => there.disconnect());
  const names = Array.from({ length: 50 }, (_, i) => `q${i}`);
  for (const name of names) {
    const pipeline = there.pipeline();
    for (let i = 0; i < 500; i++) pipeline.lpush(name, `${PLAIN.replaceAll('ID', `${name}-${i}`)}${'A'.repeat(2000)}"}`);
    await pipeline.exec();
  }
  const look = looker('', old.url);
  const output = async () => Number(/total_net_output_bytes:(\d+)/.exec(await there.info('stats'))?.[1]);
  await look(names[0] ?? ''); // LPOS is not known
  let before = await output();
  await look(...names);
  expect((await output()) - before).toBeLessThan(0.4 * MEGABYTE); // at both ends one message of 2 KB
  before = await output();
  expect((await look(...names)).map(({ newer }) => newer)).toEqual(names.map(() => 0));
  expect((await output()) - before).toBeLessThan(1.2 * MEGABYTE);
});

describe.each(['scripts', 'plain'])('messages that are large, for the user %s', (user) => {
  const many = Array.from({ length: 128 }, (_, i) => `q${i}`);

  /** A keeper that looks at queues of one list again and again. @returns what it asks for, and what it is answered */
  function keeperOf(prioritySteps = [0]) {
    const reader = new RedisQueueReader(settingsOf(redis.url, { prioritySteps }, user, user));
    onTestFinished(() => reader.close());
    const keeper = new DetailKeeper(prioritySteps.length);
    let moment = 0;
    return async (queues: readonly string[]) => {
      const { lengths, failed } = await reader.depths(queues, AbortSignal.timeout(20_000));
      const waiting = totalsOf(queues, lengths, failed);
      const sample = { ok: true as const, at: Date.now(), queues, waiting, steps: lengths, failed };
      const request = keeper.request(sample, { visibilityTimeout: 3600, ageHeader: 'enqueued_at' });
      const probe = await reader.probe(request, AbortSignal.timeout(20_000));
      if (probe.looks instanceof Error) throw probe.looks;
      moment += 1000;
      keeper.details(sample, request, probe, { moment });
      return request.lists.filter((_, i) => Array.isArray(probe.looks) && probe.looks[i]).map(({ queue }) => queue);
    };
  }

  test('128 lists of 60 KB, all for later, move 10 MB a sample at the most, and all get their turn', async () => {
    for (const queue of many) await fill(queue, 5, 60_000, LATER);
    const look = keeperOf();
    const seen = new Set<string>();
    for (let sample = 0; sample < 20 && seen.size < 128; sample++) {
      const { bytes } = await moved(async () => {
        for (const queue of await look(many)) seen.add(queue);
      });
      expect(bytes).toBeLessThan(10 * MEGABYTE);
      for (const queue of many) await admin.rpoplpush(queue, queue);
    }
    expect(seen.size).toBe(128);
  });

  test('a message that is too large to be remembered is not moved again and again', async () => {
    await fill('q', 1, MEGABYTE);
    const look = looker(user);
    expect((await look('q'))[0]).toMatchObject({ length: 1, tail: 'q-1', anchor: undefined });
    const { bytes } = await moved(async () => expect((await look('q'))[0]).toMatchObject({ tail: 'q-1', oldest: undefined }));
    // Without scripts the oldest has to be fetched to see that it is the same.
    expect(bytes).toBeLessThan((user === 'scripts' ? 0.1 : 1.1) * MEGABYTE);
  });

  test('a queue of several heavy lists is looked at as a whole', async () => {
    for (const key of many.slice(0, 6).flatMap((queue) => [queue, `${queue}\x06\x163`, `${queue}\x06\x166`])) await fill(key, 2, 900_000);
    const look = keeperOf([0, 3, 6]);
    const seen = new Set<string>();
    for (let sample = 0; sample < 6; sample++) for (const queue of await look(many.slice(0, 6))) seen.add(queue);
    expect(seen.size).toBe(6);
  });
});
