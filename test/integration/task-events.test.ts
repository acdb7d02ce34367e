import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { TaskEvents } from '../../pkg-proxy/celery/tasks/task-events';
import type { TaskEvent, TaskEventKind, TaskFeed } from '../../pkg-proxy/queues/ports/task-feed';
import { celeryVersions } from '../setup/python';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';
import { Lab } from './accuracy/lab';
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

/** Listens until the test is over, or `stop`. `said` is what the listener was told, in order. */
function listen(feed: TaskFeed) {
  const ending = new AbortController();
  const events: TaskEvent[] = [];
  const said: string[] = [];
  let unreadable = 0;
  const listener = {
    listening: () => void said.push('listening'),
    heard: (some: readonly TaskEvent[], weight: number) => {
      events.push(...some);
      said.push(`${some.length} × ${weight}`);
    },
    unreadable: () => void unreadable++,
    paused: () => void said.push('paused'),
  };
  const end = feed.listen(listener, ending.signal);
  end.catch(() => undefined); // whoever awaits it hears of it
  const stop = () => {
    ending.abort();
    return end;
  };
  onTestFinished(() => ending.abort());
  const listening = () => Promise.race([end, waitFor('the subscription', 10_000, () => said.includes('listening'))]);
  return { events, said, unreadable: () => unreadable, listening, stop, end };
}

/** As kombu puts it on a channel. */
function messageOf(body: object, tag = 'x'): string {
  return JSON.stringify({
    body: Buffer.from(JSON.stringify(body)).toString('base64'),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: { hostname: 'w@h' },
    properties: { delivery_mode: 1, delivery_info: {}, priority: 0, body_encoding: 'base64', delivery_tag: tag },
  });
}
const started = (uuid: string) => ({ hostname: 'w@h', uuid, timestamp: Date.now() / 1000, type: 'task-started' });

const TASKS = `
from celery.exceptions import Reject

@app.task(name='fail')
def fail(secret):
    raise KeyError(secret)

@app.task(name='flaky', bind=True)
def flaky(self, secret):
    if self.request.retries == 0:
        raise self.retry(exc=ValueError(secret), countdown=0)
    return secret

@app.task(name='reject', acks_late=True)
def reject():
    raise Reject('SECRET', requeue=False)
`;

describe.each(celeryVersions())('tasks of $name', (version) => {
  const db = version.name.includes('oldest') ? 1 : 2;

  test('are heard from sending to their end, without what they were given and what they gave', async () => {
    const url = redis.url.replace(/\/0$/, `/${db}`);
    const monitor = await admin.monitor();
    onTestFinished(() => monitor.disconnect());
    const commands: { readonly from: string; readonly words: string }[] = [];
    monitor.on('monitor', (_at: string, args: string[], from: string) => void commands.push({ from, words: args.join(' ').toLowerCase() }));

    const heard = listen(new TaskEvents(settingsOf(url)));
    await heard.listening();
    const lab = new Lab({ version, broker: url, conf: { task_send_sent_event: true, task_ignore_result: true }, setup: TASKS });
    onTestFinished(() => lab.stop());
    const began = Date.now();
    const ids = await lab.run<Record<string, string>>(`
result = {
    'work': send(work, args=[0.2], queue='a')[0],
    'fail': send(fail, args=['SECRET'], queue='a')[0],
    'flaky': send(flaky, args=['SECRET'], queue='a')[0],
    'reject': send(reject, queue='a')[0],
    'expired': send(work, queue='b', expires=0.01)[0],
    'eta': send(work, queue='a', countdown=1)[0],
}`);
    // Celery 5.2 loses events where several threads write them: `EventDispatcher.flush` clears what came while it published.
    await lab.worker('one@lab', ['a', 'b'], ['-E', '-P', 'prefork', '-c', '2']);
    const of = (name: string) => heard.events.filter(({ uuid }) => uuid === ids[name]);
    const kinds = (name: string) => of(name).map(({ kind }) => kind);
    const find = (name: string, kind: TaskEventKind) => of(name).find((event) => event.kind === kind);
    const ends: Readonly<Record<string, TaskEventKind>> = {
      ...{ work: 'succeeded', fail: 'failed', flaky: 'succeeded', reject: 'rejected', expired: 'revoked', eta: 'succeeded' },
    };
    await waitFor('the end of all', 30_000, () => Object.entries(ends).every(([name, kind]) => kinds(name).includes(kind)));

    expect(kinds('work')).toEqual(['sent', 'received', 'started', 'succeeded']);
    expect(find('work', 'sent')).toMatchObject({ name: 'work', queue: 'a', node: expect.stringMatching(/^gen\d+@/), eta: undefined });
    expect(find('work', 'received')).toMatchObject({ name: 'work', node: 'one@lab', eta: undefined });
    expect(find('work', 'succeeded')?.runtime).toBeGreaterThanOrEqual(0.2);
    expect(kinds('fail')).toEqual(['sent', 'received', 'started', 'failed']);
    expect(find('fail', 'failed')?.exception).toBe('KeyError');
    // The second run may begin before the worker tells that the first asked for it.
    const twice = ['sent', 'received', 'started'] as const;
    expect(kinds('flaky').sort()).toEqual([...twice, ...twice, 'retried', 'succeeded'].sort());
    expect(find('flaky', 'retried')?.exception).toBe('ValueError');
    expect(kinds('expired')).toEqual(['sent', 'revoked']);
    expect(find('expired', 'sent')?.queue).toBe('b');
    for (const kind of ['sent', 'received'] as const) {
      const eta = find('eta', kind)?.eta ?? Number.NaN;
      expect(eta - (find('eta', 'sent')?.at ?? 0)).toBeLessThanOrEqual(1000);
      expect(eta).toBeGreaterThanOrEqual(began + 999);
      expect(find('eta', 'started')?.at).toBeGreaterThanOrEqual(eta - 50); // Celery's timer rounds
    }
    for (const { at } of heard.events) expect(at > began - 1000 && at < Date.now() + 1000).toBe(true);
    expect(heard.unreadable()).toBe(0);
    expect(JSON.stringify(heard.events)).not.toContain('SECRET');

    await heard.stop();
    const ours = commands.filter(({ words }) => words === 'client setname backlog').map(({ from }) => from);
    const sent = commands.filter(({ from }) => ours.includes(from)).map(({ words }) => words);
    expect(ours.length).toBe(1);
    expect(sent.filter((words) => words !== 'ping')).toEqual([
      `select ${db}`,
      'client setname backlog',
      `psubscribe /${db}.celeryev/task.*`,
    ]);
    await waitFor(
      'no subscription',
      5000,
      async () => !(await admin.call('CLIENT', 'LIST', 'TYPE', 'pubsub'))?.toString().includes('backlog'),
    );
  });
});

describe('the subscription', () => {
  test('needs the ACL rule that it names', async () => {
    const feed = new TaskEvents(settingsOf(redis.url, {}, 'listener', 'pw'));
    const grant = (...rights: string[]) => admin.call('ACL', 'SETUSER', 'listener', 'reset', 'on', '>pw', ...rights);
    await grant('+ping', '+psubscribe', 'resetchannels', '&/0.celeryev/worker.*');
    const refused: unknown = await listen(feed).end.catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'permission',
      message: expect.stringMatching(
        /may not listen to the events of tasks: .*&\/0\.celeryev\/task\.\* \+psubscribe \+ping\).* jsonData\.taskEvents: "off"/,
      ),
    });
    const rules = /(&\S+) (\+\S+) (\+ping)/.exec(String(Reflect.get(Object(refused), 'message'))) ?? [];
    await grant('resetchannels', ...rules.slice(1));
    const heard = listen(feed);
    await heard.listening();
    await admin.publish('/0.celeryev/worker.heartbeat', messageOf({ hostname: 'w@h', type: 'worker-heartbeat', timestamp: 1 }));
    await admin.publish('/0.celeryev/task.started', messageOf(started('t')));
    await waitFor('the event', 5000, () => heard.events.length > 0);
    expect(heard.events.map(({ uuid }) => uuid)).toEqual(['t']);
    await heard.stop();
  });

  test('that is cut ends with an error', async () => {
    const heard = listen(new TaskEvents(settingsOf(redis.url)));
    await heard.listening();
    await admin.call('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await expect(heard.end).rejects.toMatchObject({ code: 'closed' });
  });

  test('what cannot be read is counted, and what comes behind it is heard', async () => {
    const heard = listen(new TaskEvents(settingsOf(redis.url)));
    await heard.listening();
    await admin.publish('/0.celeryev/task.multi', 'not an event');
    await admin.publish('/0.celeryev/task.multi', messageOf([started('a'), { ...started('b'), timestamp: null }, started('c'), 7]));
    await waitFor('the events', 5000, () => heard.events.length === 2);
    expect(heard.unreadable()).toBe(3);
    await heard.stop();
  });

  test('hears fewer tasks when there are too many events, then none for a while, then goes on', async () => {
    const budget = { events: 48, characters: 1e6, mostEvery: 2, mostCharacters: 1e6 };
    let moment = 0;
    const heard = listen(new TaskEvents(settingsOf(redis.url), budget, 10, () => moment));
    await heard.listening();
    const many = (first: number, n = 24) =>
      admin.publish('/0.celeryev/task.multi', messageOf(Array.from({ length: n }, (_, i) => started(`task-${first + i}`))));
    for (let i = 0; i < 4; i++) await many(i * 24);
    await waitFor('three messages', 5000, () => heard.said.length >= 4);
    expect(heard.said.slice(0, 4)).toEqual(['listening', '24 × 1', '24 × 1', '24 × 1']);
    await waitFor('the fourth', 5000, () => heard.said[4]);
    const [some, weight] = heard.said[4]!.split(' × ').map(Number);
    expect(weight).toBe(2);
    expect(some).toBeGreaterThan(0);
    expect(some).toBeLessThan(24);
    await many(96);
    await waitFor('a pause, and its end', 10_000, () => heard.said.slice(-2).join() === 'paused,listening');
    await many(200); // it begins with as few as before
    await waitFor('some of 24', 5000, () => heard.said.at(-1)?.endsWith(' × 2'));
    moment += 60_000;
    await many(0);
    await waitFor('all of 24', 5000, () => heard.said.at(-1) === '24 × 1');
    expect(heard.said.filter((word) => word === 'paused').length).toBe(1);
    await heard.stop();
  });

  test('behind Sentinel hears both forms of the channel, and each event once', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'backlog-sentinel-'));
    const config = join(dir, 'sentinel.conf');
    writeFileSync(config, `sentinel monitor mymaster 127.0.0.1 ${redis.port} 1\n`);
    const sentinel = await startRedis({ args: ['--sentinel'], config });
    onTestFinished(async () => {
      await sentinel.stop();
      rmSync(dir, { recursive: true });
    });
    const heard = listen(new TaskEvents(settingsOf(`sentinel://127.0.0.1:${sentinel.port}/3`, { sentinelMaster: 'mymaster' })));
    await heard.listening();
    for (const i of [1, 2]) {
      const message = messageOf(started(`both ${i}`), `tag-${i}`);
      await admin.publish('/3.celeryev/task.started', message);
      await admin.publish('/{db}.celeryev/task.started', message);
    }
    await admin.publish('/{db}.celeryev/task.started', messageOf(started('old'), 'tag-3'));
    await waitFor('the last', 5000, () => heard.events.some(({ uuid }) => uuid === 'old'));
    expect(heard.events.map(({ uuid }) => uuid)).toEqual(['both 1', 'both 2', 'old']);
    await heard.stop();
  });
});
