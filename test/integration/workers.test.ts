import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WorkerEvents } from '../../pkg-proxy/celery/workers/worker-events';
import { consumersOf } from '../../pkg-proxy/queues/testing/consumers-of';
import { Workers } from '../../pkg-proxy/queues/workers/workers';
import { englishOf } from '../../src/contract/messages/message';
import type { Settings } from '../../src/contract/settings';
import { startCelery, type TestCelery } from '../setup/celery';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';
import { settingsOf } from './worker-settings';

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

/** Listens as the plugin does; `stop` ends it. */
function listen(settings: Settings, isQueue: (name: string) => boolean = () => false) {
  const ending = new AbortController();
  const log = { info: () => {}, warn: () => {} };
  const feed = new WorkerEvents(settings);
  const workers = new Workers({ settings: settings.workers, feed, isQueue, label: settings.connection.broker.label, log });
  const running = workers.run(ending.signal);
  const stop = () => {
    ending.abort();
    return running;
  };
  const state = (name: string) => workers.find(name)?.state;
  const until = (name: string, wanted: string, ms = 30_000) => waitFor(`${name} to be ${wanted}`, ms, () => state(name) === wanted);
  const listening = () => waitFor('the subscription', 10_000, () => workers.listeningSince !== undefined);
  return { workers, stop, until, listening };
}

/** A heartbeat as kombu puts it on a channel. */
function say(channel: string, worker: string, event: object = {}): Promise<number> {
  const body = { hostname: worker, type: 'worker-heartbeat', freq: 2, timestamp: Date.now() / 1000, active: 0, processed: 0, ...event };
  return admin.publish(
    channel,
    JSON.stringify({
      body: Buffer.from(JSON.stringify(body)).toString('base64'),
      'content-encoding': 'utf-8',
      'content-type': 'application/json',
      headers: { hostname: worker },
      properties: { delivery_mode: 1, delivery_info: {}, priority: 0, body_encoding: 'base64', delivery_tag: 'x' },
    }),
  );
}

describe('real Celery workers', () => {
  let one: TestCelery;
  let two: TestCelery;
  beforeAll(async () => {
    [one, two] = await Promise.all([
      startCelery({ broker: redis.url, consume: ['emails'], name: 'emails@one' }),
      startCelery({ broker: redis.url, consume: ['emails'], name: 'emails@two' }),
    ]);
  });
  afterAll(() => Promise.all([one.stop(), two.stop()]));

  test('are heard, and what they say is what they do; then one freezes, one is killed, one leaves', async () => {
    const { workers, until, stop } = listen(settingsOf(redis.url), (name) => name === 'emails');
    await Promise.all([until('emails@one', 'online'), until('emails@two', 'online')]);
    expect(consumersOf(workers, 'emails').count).toBe(2);

    await one.send({ queue: 'emails', count: 40, seconds: 0.3 });
    const busy = await waitFor('tasks that run', 20_000, () => workers.list().filter(({ worker }) => worker.active > 0)[0]);
    expect(busy.worker).toMatchObject({ service: 'emails', version: '5.7.0' });
    expect(Math.abs(busy.worker.clockAhead)).toBeLessThan(2);
    expect(busy.worker.load).toBeGreaterThan(0);
    const processed = () => workers.list().reduce((sum, { worker }) => sum + worker.processed, 0);
    await waitFor('all forty', 30_000, () => processed() === 40);
    expect(workers.list().some(({ worker }) => worker.rate > 0)).toBe(true);

    one.signal('SIGSTOP');
    await until('emails@one', 'late');
    expect(consumersOf(workers, 'emails')).toEqual({ count: 1, quality: 'atLeast' });
    await until('emails@one', 'gone');
    one.signal('SIGCONT');
    await until('emails@one', 'online');
    two.signal('SIGKILL');
    await until('emails@two', 'gone');
    const heardAt = workers.find('emails@one')?.worker.heardAt ?? 0;
    await one.stop();
    await until('emails@one', 'gone');
    expect(performance.now() - heardAt).toBeLessThan(15_000); // it said goodbye; silence alone would have taken longer
    await stop();
  });
});

describe('the subscription', () => {
  test('needs the ACL rule that it names, and costs nothing else without it', async () => {
    const settings = settingsOf(redis.url, {}, 'listener', 'pw');
    const feed = new WorkerEvents(settings);
    const heard: string[] = [];
    const once = async () => {
      const ending = new AbortController();
      let begun = () => {};
      const listening = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const end = feed.listen({ listening: () => begun(), heard: ({ worker }) => void heard.push(worker) }, ending.signal);
      await Promise.race([listening, end]);
      await say('/0.celeryev/worker.heartbeat', 'w@h');
      await say('/0.celeryev/task.sent', 'task@h');
      await waitFor('the event', 5000, () => heard.length > 0);
      ending.abort();
      await end;
    };
    const grant = (...rights: string[]) => admin.call('ACL', 'SETUSER', 'listener', 'reset', 'on', '>pw', '+ping', ...rights);
    await grant();
    const refused: unknown = await once().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'permission', message: expect.stringContaining('&/0.celeryev/worker.* +psubscribe +ping)') });
    await grant('+psubscribe', 'resetchannels');
    await expect(once()).rejects.toMatchObject({ code: 'permission' });
    await grant('+psubscribe', 'resetchannels', '&/0.celeryev/*'); // a pattern is matched by its letters: this one is another
    await expect(once()).rejects.toMatchObject({ code: 'permission' });
    await grant(
      'resetchannels',
      ...String(Reflect.get(Object(refused), 'message'))
        .match(/&\S+ \+psubscribe \+ping/)![0]
        .split(' '),
    );
    await once();
    expect(heard).toEqual(['w@h']);
  });

  test('that is cut or goes dead is noticed and made anew', async () => {
    const server = await startRedis();
    const { workers, listening, stop } = listen(settingsOf(server.url));
    await listening();
    const there = new Redis(server.url);
    const first = workers.listeningSince;
    await there.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await waitFor('another subscription', 10_000, () => workers.listeningSince !== undefined && workers.listeningSince !== first);
    process.kill(server.pid, 'SIGSTOP');
    try {
      await waitFor('silence to be noticed', 15_000, () => workers.listeningSince === undefined);
      expect(workers.problems.map(englishOf).join()).toContain('no answer in time');
    } finally {
      process.kill(server.pid, 'SIGCONT');
    }
    await listening();
    expect(await there.call('PUBSUB', 'NUMPAT')).toBe(1);
    await stop();
    await waitFor('no subscription', 5000, async () => (await there.call('PUBSUB', 'NUMPAT')) === 0);
    there.disconnect();
    await server.stop();
  });

  test('hears under a prefix, in another database and on another exchange, and passes over what is no event', async () => {
    const settings = settingsOf(redis.url.replace('/0', '/3'), { keyPrefix: 'a[p]*:', eventExchange: 'ev' });
    const { workers, listening, until, stop } = listen(settings);
    await listening();
    await say('ap:/3.ev/worker.heartbeat', 'other@h');
    await admin.publish('a[p]*:/3.ev/worker.heartbeat', 'not an event');
    await say('a[p]*:/3.ev/worker.online', 'w@h', { type: 'worker-online' });
    await until('w@h', 'online');
    expect(workers.list().length).toBe(1);
    await stop();
  });

  test('behind Sentinel hears both forms of the channel, and each event once', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'backlog-sentinel-'));
    const config = join(dir, 'sentinel.conf');
    writeFileSync(config, `sentinel monitor mymaster 127.0.0.1 ${redis.port} 1\n`);
    const sentinel = await startRedis({ args: ['--sentinel'], config });
    const { workers, listening, until, stop } = listen(
      settingsOf(`sentinel://127.0.0.1:${sentinel.port}/2`, { sentinelMaster: 'mymaster' }),
    );
    await listening();
    const began = Date.now() / 1000;
    for (let i = 0; i < 3; i++) {
      for (const db of ['{db}', '2'])
        await say(`/${db}.celeryev/worker.heartbeat`, 'both@h', { processed: i * 4, timestamp: began + i * 2 });
    }
    await say('/{db}.celeryev/worker.heartbeat', 'old@h');
    await Promise.all([until('both@h', 'online'), until('old@h', 'online')]);
    expect(workers.find('both@h')?.worker.rate).toBeCloseTo(2, 5);
    await stop();
    await sentinel.stop();
    rmSync(dir, { recursive: true });
  });
});
