import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { BindingScan } from '../../pkg-proxy/celery/binding-scan';
import { RedisQueueReader } from '../../pkg-proxy/celery/queue-reader';
import { parseSettings } from '../../src/contract/parse-settings';
import type { RawDatasource } from '../../src/contract/settings';
import { startRedis, type TestRedis } from '../setup/redis';

const SEP = '\x06\x16';
const layout = { keyPrefix: '', separator: SEP, prioritySteps: [0], unackedKey: 'unacked', unackedIndexKey: 'unacked_index' };
const soon = () => AbortSignal.timeout(10_000);

let redis: TestRedis;
let admin: Redis;
const readers: RedisQueueReader[] = [];

function readerOf(url: string, jsonData: Record<string, unknown> = {}, more: Partial<RawDatasource> = {}): RedisQueueReader {
  const reader = new RedisQueueReader(parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData, secureJsonData: {}, ...more }));
  readers.push(reader);
  return reader;
}

const bind = (exchange: string, ...members: string[]) => admin.sadd(`_kombu.binding.${exchange}`, ...members);

beforeAll(async () => {
  redis = await startRedis({ args: ['--databases', '4'] });
  admin = new Redis(redis.url);
});
beforeEach(() => admin.flushall());
afterAll(async () => {
  for (const reader of readers) reader.close();
  admin.disconnect();
  await redis.stop();
});

describe('depths', () => {
  test.each([
    ['default steps', {}, ['celery', `celery${SEP}3`, `celery${SEP}6`, `celery${SEP}9`]],
    [
      'all ten steps and a colon',
      { prioritySteps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], separator: ':' },
      ['celery', 'celery:1', 'celery:5', 'celery:9'],
    ],
    ['a key prefix', { keyPrefix: 'app:' }, ['app:celery', `app:celery${SEP}9`]],
  ])('sums the lists of a queue: %s', async (_, json, keys) => {
    for (const [i, key] of keys.entries()) for (let n = 0; n <= i; n++) await admin.lpush(key, 'x');
    const { lengths, failed } = await readerOf(redis.url, json).depths(['celery', 'empty'], soon());
    const steps = lengths.length / 2;
    expect(lengths.slice(0, steps).reduce((a, b) => a + b)).toBe((keys.length * (keys.length + 1)) / 2);
    expect([...lengths.slice(steps)]).toEqual(Array(steps).fill(0));
    expect(failed.size).toBe(0);
  });

  test('a key of the wrong type costs its queue alone', async () => {
    await admin.set('bad', 'x');
    await admin.lpush('good', 'x');
    const { lengths, failed } = await readerOf(redis.url).depths(['bad', 'good'], soon());
    expect(lengths[4]).toBe(1);
    expect([...failed.keys()]).toEqual(['bad']);
    expect(failed.get('bad')).toContain('not a list');
  });

  test('reads more queues than fit into one script call', async () => {
    const queues = Array.from({ length: 1001 }, (_, i) => `q${i}`);
    await admin.lpush('q1000', 'x', 'y');
    const { lengths } = await readerOf(redis.url).depths(queues, soon());
    expect(lengths.length).toBe(4004);
    expect(lengths[4000]).toBe(2);
  });

  test.each([
    ['scripts and LLEN', '+eval_ro +evalsha_ro +llen +ping', undefined],
    ['LLEN alone', '+llen +ping', undefined],
    ['neither', '+ping', /LLEN/],
  ])('a user who may run %s', async (_, rights, error) => {
    await admin.call('ACL', 'SETUSER', 'reader', 'reset', 'on', '>pw', '~*', ...rights.split(' '));
    await admin.lpush('celery', 'x');
    const reader = readerOf(redis.url, {}, { user: 'reader', secureJsonData: { password: 'pw' } });
    const reading = reader.depths(['celery'], soon()).then(({ lengths }) => lengths[0]);
    if (error) await expect(reading).rejects.toMatchObject({ code: 'permission', message: expect.stringMatching(error) });
    else expect(await reading).toBe(1);
  });

  test('sends no command that writes', async () => {
    await bind('celery', `celery${SEP}${SEP}celery`);
    await admin.config('RESETSTAT');
    const reader = readerOf(redis.url.replace('/0', '/1'));
    await reader.depths(['celery'], soon());
    await reader.discover(soon());
    await reader.server(soon());
    const stats = await admin.info('commandstats');
    const commands = [...stats.matchAll(/^cmdstat_([^:]+):/gm)].map((m) => m[1]?.toLowerCase());
    const harmless = ['select', 'ping', 'evalsha_ro', 'eval_ro', 'llen', 'scan', 'smembers', 'info', 'client|setname', 'config|resetstat'];
    expect(commands.filter((c) => !harmless.includes(c ?? ''))).toEqual([]);
    expect(commands).toContain('llen');
  });
});

describe('discovery', () => {
  test('finds declared queues and leaves internals out', async () => {
    await bind('celery', `celery${SEP}${SEP}celery`);
    await bind('emails', `emails${SEP}${SEP}emails`);
    await bind('topic', `report.#${SEP}^report\\..*?$${SEP}reports`);
    await bind('celery.pidbox', `${SEP}${SEP}w1@vm.celery.pidbox`);
    await bind('reply.celery.pidbox', `a${SEP}${SEP}a.reply.celery.pidbox`);
    await bind('celeryev', `worker.#${SEP}${SEP}celeryev.3f131fa5-0000-0000-0000-000000000000`);
    await bind('bcast_ex', `celery${SEP}${SEP}bcast.be8e1aca-0000-0000-0000-000000000000`);
    await bind('rpc', `x${SEP}${SEP}2ca33298-7d70-3b8e-9d0c-3ffd1d4e5c6f`);
    await admin.sadd('_kombu.binding_permanent.x', `x${SEP}${SEP}x`);
    await admin.zadd('_kombu.binding_deadlines', 1, 'x');
    await admin.set('_kombu.binding.foreign', 'not a set');
    const { queues, complete } = await readerOf(redis.url).discover(soon());
    expect([...queues].sort()).toEqual(['celery', 'emails', 'reports']);
    expect(complete).toBe(true);
  });

  test.each([
    ['a colon as separator', { separator: ':' }, '_kombu.binding.celery', 'my:q::my:q', 'my:q'],
    ['a prefix with glob characters', { keyPrefix: 'a[b]*:' }, 'a[b]*:_kombu.binding.celery', `q${SEP}${SEP}q`, 'q'],
    ['odd characters', {}, '_kombu.binding.x', `r${SEP}${SEP}späce / "q" 🎉`, 'späce / "q" 🎉'],
  ])('reads bindings with %s', async (_, json, key, member, queue) => {
    await admin.sadd(key, member);
    await admin.sadd('aXb:_kombu.binding.other', `no${SEP}${SEP}no`);
    expect((await readerOf(redis.url, json).discover(soon())).queues).toEqual([queue]);
  });

  test('goes on where the last slice ended, and forgets what is no longer declared', async () => {
    for (let batch = 0; batch < 20; batch++) {
      await admin.mset(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`celery-task-meta-${batch}-${i}`, 'x'])));
    }
    await bind('celery', `celery${SEP}${SEP}celery`);
    const reader = readerOf(redis.url);
    const pass = async () => {
      for (let slices = 1; ; slices++) {
        const { queues, complete } = await reader.discover(soon());
        if (complete || slices > 100) return queues;
      }
    };
    expect(await pass()).toEqual(['celery']);
    await admin.del('_kombu.binding.celery');
    await pass();
    expect(await pass()).toEqual([]);
  });
});

describe('where a task in flight came from', () => {
  test('is known by what was found so far, and no longer when its binding is gone', async () => {
    const took = (tag: string, exchange: string) =>
      admin
        .multi()
        .hset('unacked', tag, JSON.stringify([{}, exchange, 'key']))
        .zadd('unacked_index', 1, tag)
        .exec();
    await bind('jobs', `key${SEP}${SEP}fast`);
    await took('a', 'jobs');
    const reader = readerOf(redis.url);
    const queueOf = async () => {
      const { deliveries } = await reader.probe({ lists: [], ageHeader: 'x', visibilityTimeoutMs: 1000 }, soon());
      return deliveries instanceof Error ? deliveries : deliveries.entries[0]?.queue;
    };
    expect(await queueOf()).toBeUndefined();
    await reader.discover(soon());
    expect(await queueOf()).toBe('fast');
    await admin.del('_kombu.binding.jobs');
    await reader.discover(soon());
    expect(await queueOf()).toBeUndefined();
  });

  test('exchanges that come and go leave nothing behind', async () => {
    const scan = new BindingScan(layout);
    for (let pass = 0; pass < 5; pass++) {
      await admin.flushall();
      for (let i = 0; i < 3; i++) await bind(`q${pass}-${i}`, `q${SEP}${SEP}q${pass}-${i}`);
      await scan.slice(admin, soon());
    }
    expect(scan.bindings.size).toBe(3);
  });
});

describe('errors name host, cause and remedy', () => {
  test('nothing listens', async () => {
    await expect(readerOf('redis://127.0.0.1:1/0').depths(['q'], soon())).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/127\.0\.0\.1:1\/0.*ECONNREFUSED/),
    });
  });

  test('the name does not resolve', async () => {
    await expect(readerOf('redis://no-such-host.invalid:6379').depths(['q'], soon())).rejects.toMatchObject({ code: 'dns' });
  });

  test('the password is wrong, and is not repeated', async () => {
    await admin.call('ACL', 'SETUSER', 'someone', 'on', '>right', '~*', '+@all');
    const reader = readerOf(redis.url, {}, { user: 'someone', secureJsonData: { password: 'wr0ng-secret' } });
    const error = await reader.depths(['q'], soon()).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 'auth', message: expect.stringContaining('WRONGPASS') });
    expect(JSON.stringify(error) + String(error)).not.toContain('wr0ng-secret');
  });

  test('a password is missing', async () => {
    const locked = await startRedis({ password: 'sesame' });
    await expect(readerOf(`redis://127.0.0.1:${locked.port}/0`).depths(['q'], soon())).rejects.toMatchObject({ code: 'auth' });
    await expect(readerOf(locked.url).depths(['q'], soon())).resolves.toBeDefined();
    await locked.stop();
  });

  test('the database does not exist; database 0 is not read in its place', async () => {
    await admin.lpush('celery', 'x');
    await expect(readerOf(redis.url.replace(/\/0$/, '/9')).depths(['celery'], soon())).rejects.toMatchObject({ code: 'database' });
  });

  test('SCAN is not allowed', async () => {
    await admin.call('ACL', 'SETUSER', 'noscan', 'reset', 'on', '>pw', '~*', '+llen', '+ping');
    const reader = readerOf(redis.url, {}, { user: 'noscan', secureJsonData: { password: 'pw' } });
    await expect(reader.discover(soon())).rejects.toMatchObject({ code: 'permission', message: expect.stringContaining('+scan') });
  });

  test('the server is frozen; it is read again as soon as it goes on', async () => {
    const frozen = await startRedis();
    const reader = readerOf(frozen.url);
    await reader.depths(['q'], soon());
    process.kill(frozen.pid, 'SIGSTOP');
    await expect(reader.depths(['q'], AbortSignal.timeout(300))).rejects.toMatchObject({ code: 'timeout' });
    await expect(reader.discover(AbortSignal.timeout(300))).rejects.toMatchObject({ code: 'timeout' });
    process.kill(frozen.pid, 'SIGCONT');
    await expect(reader.depths(['q'], soon())).resolves.toBeDefined();
    await frozen.stop();
  });

  test('the server restarts', async () => {
    const first = await startRedis();
    const reader = readerOf(first.url);
    await reader.depths(['q'], soon());
    await first.stop();
    await expect(reader.depths(['q'], soon())).rejects.toMatchObject({ name: 'BrokerError' });
    const second = await startRedis({ port: first.port });
    await expect(reader.depths(['q'], soon())).resolves.toBeDefined();
    await second.stop();
  });
});
