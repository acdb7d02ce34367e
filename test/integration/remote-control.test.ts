import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RemoteControl } from '../../pkg-proxy/celery/workers/remote-control';
import { withDeadline } from '../../pkg-proxy/lifetime/deadline';
import { CONTROL_METHODS, type ControlMethod } from '../../pkg-proxy/queues/ports/worker-control';
import { startCelery, type TestCelery } from '../setup/celery';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';
import { settingsOf } from './worker-settings';

let redis: TestRedis;
let admin: Redis;
beforeAll(async () => {
  redis = await startRedis({ password: 'of-redis' });
  admin = new Redis(redis.url);
});
afterAll(async () => {
  admin.disconnect();
  await redis.stop();
});

/** It ends as soon as all have answered, so only a question in vain takes so long. */
const ask = <M extends ControlMethod>(control: RemoteControl, method: M, ms = 20_000) =>
  withDeadline(ms, (limit) => control.ask(method, limit));
const keys = async (client: Redis) => (await client.keys('*')).sort();

/** Whether the workers still take tasks: what Celery loses first when it is told something wrong. */
async function stillConsumes(celery: TestCelery, queue: string): Promise<void> {
  await celery.send({ queue, count: 4 });
  await waitFor('the tasks to be taken', 20_000, async () => (await celery.counts([queue]))[0] === 0);
}

describe.each([
  { name: 'plain', db: 0, transport: {}, json: {} },
  {
    name: 'a prefix, another separator and another exchange',
    db: 3,
    transport: { global_keyprefix: 'app:', sep: ':' },
    json: { keyPrefix: 'app:', separator: ':', controlExchange: 'ctl' },
  },
])('real Celery, $name', ({ db, transport, json }) => {
  let url: string;
  let here: Redis;
  let celery: TestCelery;
  beforeAll(async () => {
    url = redis.url.replace(/\/0$/, `/${db}`);
    here = new Redis(url);
    const conf = 'controlExchange' in json ? { control_exchange: json.controlExchange } : {};
    celery = await startCelery({ broker: url, consume: ['emails', 'reports'], name: 'w@one', transportOptions: transport, conf });
  });
  afterAll(async () => {
    here.disconnect();
    await celery.stop();
  });

  test('every question is answered, no key is left, and the worker goes on', async () => {
    const control = new RemoteControl(settingsOf(url, json));
    await celery.send({ queue: 'emails', count: 3, seconds: 4 });
    await waitFor('a task that is taken', 20_000, async () => (await keys(here)).some((key) => key.endsWith('unacked')));
    const before = await keys(here);
    const answers = new Map<ControlMethod, unknown>();
    for (const method of CONTROL_METHODS) {
      const { receivers, replies, refused } = await ask(control, method);
      expect([method, receivers, [...refused]]).toEqual([method, 1, []]);
      answers.set(method, replies.get('w@one'));
    }
    expect(answers.get('active_queues')).toEqual(expect.arrayContaining(['emails', 'reports']));
    expect(answers.get('stats')).toEqual({ pool: 2, prefetch: expect.any(Number) });
    expect(JSON.stringify([...answers])).not.toContain('of-redis');
    expect((await keys(here)).filter((key) => !key.includes('unacked'))).toEqual(before.filter((key) => !key.includes('unacked')));
    await stillConsumes(celery, 'emails');
  });

  test('a worker that answers too late leaves nothing behind either', async () => {
    const control = new RemoteControl(settingsOf(url, json));
    const before = await keys(here);
    celery.signal('SIGSTOP');
    try {
      const { receivers, replies } = await ask(control, 'active_queues', 1500);
      expect([receivers, replies.size]).toEqual([1, 0]);
    } finally {
      celery.signal('SIGCONT');
    }
    // It answers what it was asked last only after what it was asked before.
    const other = new RemoteControl(settingsOf(url, json));
    expect((await ask(other, 'stats', 10_000)).replies.get('w@one')).toMatchObject({ pool: 2 });
    expect(await keys(here)).toEqual(before);
    await stillConsumes(celery, 'reports');
  });

  test('several may ask at the same time', async () => {
    const before = await keys(here);
    const controls = Array.from({ length: 5 }, () => new RemoteControl(settingsOf(url, json)));
    const answers = await Promise.all(controls.flatMap((control) => [ask(control, 'stats'), ask(control, 'active_queues')]));
    expect(answers.map(({ replies }) => replies.size)).toEqual(new Array(10).fill(1));
    expect(await keys(here)).toEqual(before);
  });
});

test('nobody there is an answer, at once', async () => {
  const url = redis.url.replace(/\/0$/, '/7');
  const there = new Redis(url);
  const answer = await ask(new RemoteControl(settingsOf(url)), 'active_queues');
  expect([answer.receivers, answer.replies.size, await there.dbsize()]).toEqual([0, 0, 0]);
  there.disconnect();
});

test('only answers to this very question count, and what is too many is removed', async () => {
  const url = redis.url.replace(/\/0$/, '/8');
  const [worker, there] = [new Redis(url), new Redis(url)];
  await worker.subscribe('/8.celery.pidbox');
  worker.on('message', (_channel, envelope: string) => {
    const { ticket, reply_to } = JSON.parse(Buffer.from(JSON.parse(envelope).body, 'base64').toString());
    const reply = (name: string, of: string) =>
      JSON.stringify({
        body: JSON.stringify({ [name]: [{ name: 'emails' }] }),
        'content-type': 'application/json',
        headers: { ticket: of },
        properties: {},
      });
    const key = `${reply_to.routing_key}.${reply_to.exchange}`;
    void there.lpush(key, 'broken', reply('late@h', 'of the question before'), reply('w@h', ticket), reply('twice@h', ticket));
  });
  const { receivers, replies } = await ask(new RemoteControl(settingsOf(url)), 'active_queues');
  expect([receivers, [...replies.keys()], await keys(there)]).toEqual([1, ['w@h'], []]);
  worker.disconnect();
  there.disconnect();
});

test('workers that answer in pickle are named', async () => {
  const url = redis.url.replace(/\/0$/, '/5');
  const conf = { task_serializer: 'pickle', accept_content: ['json'] }; // what is accepted has no say in how it answers
  const celery = await startCelery({ broker: url, consume: ['emails'], name: 'p@one', conf });
  try {
    const { receivers, replies, refused } = await ask(new RemoteControl(settingsOf(url)), 'active_queues');
    expect([receivers, replies.size, [...refused.values()]]).toEqual([1, 0, ['unsupported: it answers in pickle, not in JSON']]);
  } finally {
    await celery.stop();
  }
});

test('needs the ACL rules that it names, and no more', async () => {
  const url = redis.url.replace(/:of-redis@/, '').replace(/\/0$/, '/6');
  const control = new RemoteControl(settingsOf(url, {}, 'asker', 'pw'));
  const grant = (...rights: string[]) => admin.call('ACL', 'SETUSER', 'asker', 'reset', 'on', '>pw', '+select', ...rights);
  await grant();
  const refused: unknown = await ask(control, 'active_queues').catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'permission' });
  const rules = /SETUSER … (.*?)\)/.exec(String(Reflect.get(Object(refused), 'message')))?.[1]?.split(' ') ?? [];
  expect(rules).toEqual([
    '~_kombu.binding.reply.celery.pidbox',
    '~*.reply.celery.pidbox',
    '&/6.celery.pidbox',
    '+publish',
    '+sadd',
    '+srem',
    '+brpop',
    '+del',
    '+pexpire',
  ]);
  const celery = await startCelery({ broker: redis.url.replace(/\/0$/, '/6'), consume: ['emails'], name: 'w@acl' });
  const there = new Redis(redis.url.replace(/\/0$/, '/6'));
  try {
    const before = await keys(there);
    for (const missing of ['+publish', '+sadd', '+srem', '+brpop', '+del']) {
      await grant('resetchannels', ...rules.filter((rule) => rule !== missing));
      await expect(ask(control, 'active_queues'), missing).rejects.toMatchObject({ code: 'permission' });
    }
    await grant('resetchannels', ...rules);
    expect((await ask(control, 'active_queues')).replies.get('w@acl')).toEqual(['emails']);
    expect(await keys(there)).toEqual(before);
    const user = new Redis(url, { username: 'asker', password: 'pw', db: 6, enableReadyCheck: false });
    await expect(user.del('emails')).rejects.toThrow('NOPERM');
    user.disconnect();
  } finally {
    there.disconnect();
    await celery.stop();
  }
});
