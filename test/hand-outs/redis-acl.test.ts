import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { RedisQueueReader } from '../../pkg-proxy/celery/queue-reader';
import { TaskEvents } from '../../pkg-proxy/celery/tasks/task-events';
import { RemoteControl } from '../../pkg-proxy/celery/workers/remote-control';
import { WorkerEvents } from '../../pkg-proxy/celery/workers/worker-events';
import { withDeadline } from '../../pkg-proxy/lifetime/deadline';
import { minuteLock } from '../../pkg-proxy/redis/minute-lock';
import { parseSettings } from '../../src/contract/parse-settings';
import type { Settings } from '../../src/contract/settings';
import { needsOf } from '../../src/hand-outs/needs';
import { aclLines } from '../../src/hand-outs/redis-acl';
import type { BacklogOptions } from '../../src/types';
import { startRedis, type TestRedis } from '../setup/redis';
import { startSentinel } from './sentinel';

/** The line of the settings page, on a real server: Redis logs every command, key and channel that it refuses. */
let redis: TestRedis;
let admin: Redis;
let sentinel: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
  sentinel = await startSentinel(redis.port, 'mymaster');
});
afterAll(async () => {
  admin.disconnect();
  await sentinel.stop();
  await redis.stop();
});
beforeEach(async () => {
  await admin.flushall();
});

const limited = <T>(work: (signal: AbortSignal) => Promise<T>) => withDeadline(30_000, work);

function message(n: number): string {
  return JSON.stringify({
    body: 'A'.repeat((n % 50) * 12), // of different sizes, or no size of a part is known
    'content-type': 'application/json',
    headers: { task: 'work', id: `id-${n}`, eta: null, enqueued_at: 1_700_000_000 },
    properties: { delivery_tag: `tag-${n}`, priority: 0, body_encoding: 'base64' },
  });
}

interface Case {
  readonly name: string;
  readonly db: number;
  readonly queue: string;
  readonly json: BacklogOptions;
  readonly viaSentinel?: boolean;
}

const ALL_ON: BacklogOptions = { remoteControl: true, mirror: { enabled: true, lock: 'redis' } };
const CASES: readonly Case[] = [
  { name: 'the defaults', db: 0, queue: 'emails', json: {} },
  { name: 'all that can be turned on, in another database', db: 2, queue: 'emails', json: ALL_ON },
  {
    name: 'other names of everything',
    db: 1,
    queue: 'emails',
    json: {
      ...ALL_ON,
      keyPrefix: 'app[1]:',
      separator: ':',
      unackedKey: 'taken',
      unackedIndexKey: 'taken_index',
      eventExchange: 'ev*',
      controlExchange: 'ctl',
      mirror: { enabled: true, lock: 'redis', lockPrefix: 'turns?:' },
    },
  },
  { name: 'queues by name', db: 0, queue: 'in [box]', json: { discover: false, queues: ['in [box]', 'other'] } },
  {
    name: 'lengths and contents alone',
    db: 0,
    queue: 'emails',
    json: { discover: false, queues: ['emails'], details: false, workerEvents: false, taskEvents: 'off' },
  },
  { name: 'a prefix that no rule can hold', db: 0, queue: 'emails', json: { keyPrefix: 'my "app" ', remoteControl: true } },
  { name: 'Sentinel', db: 0, queue: 'emails', json: { ...ALL_ON, sentinelMaster: 'mymaster' }, viaSentinel: true },
];

const urlOf = ({ db, viaSentinel = false }: Case) =>
  viaSentinel ? `sentinel://127.0.0.1:${sentinel.port}/${db}` : `redis://127.0.0.1:${redis.port}/${db}`;

function linesOf(one: Case): readonly string[] {
  const needs = needsOf({ url: urlOf(one), user: 'grafana', jsonData: one.json });
  if (!needs) throw new Error('expected a broker URL');
  return aclLines(needs);
}

/** As redis-cli sends a line. */
async function create(line: string): Promise<void> {
  const [, , user = '', ...rights] = line.split(' ');
  await admin.call('ACL', 'SETUSER', user, 'reset', ...rights);
  await admin.call('ACL', 'LOG', 'RESET');
}

/** What was refused: `command llen`, `key …`, `channel …`. */
async function refused(): Promise<string[]> {
  const log: unknown = await admin.call('ACL', 'LOG');
  return (Array.isArray(log) ? log : []).map((entry: unknown[]) => `${entry[3]} ${entry[7]}`);
}

/** Everything that the plugin does on Redis with these settings. @param quiet whether to listen until it is refused */
async function exerciseAll(one: Case, quiet = false): Promise<void> {
  const { queue, json } = one;
  const settings = parseSettings({
    uid: 'u',
    name: 'n',
    url: urlOf(one),
    user: 'grafana',
    jsonData: json,
    secureJsonData: { password: 'password' },
  });
  await fill(settings, queue);
  await read(settings, queue);
  if (settings.workers.listen) await listen(new WorkerEvents(settings), quiet);
  if (settings.workers.taskEvents === 'listen') await listen(new TaskEvents(settings), quiet);
  if (settings.workers.remoteControl) await ask(settings);
  const lock = minuteLock(settings, 'Celery/Redis in eu-central-1');
  if (!settings.mirror.enabled || !lock) return;
  onTestFinished(() => lock.close());
  await limited((signal) => lock.open(signal));
  await limited((signal) => lock.claim(60_000, signal));
  await limited((signal) => lock.release(60_000, signal));
  await limited((signal) => lock.done(60_000, signal));
}

/** A queue of which only a part is read, its binding, and a task that a worker took. */
async function fill({ keys, connection: { broker } }: Settings, queue: string): Promise<void> {
  const here = new Redis(redis.url.replace(/0$/, String(broker.db)));
  onTestFinished(() => here.disconnect());
  const key = keys.keyPrefix + queue;
  await here.script('FLUSH');
  await here.lpush(key, ...Array.from({ length: 3000 }, (_, n) => message(n)));
  await here.lpush(`${key}${keys.separator}3`, message(3000));
  await here.sadd(`${keys.keyPrefix}_kombu.binding.${queue}`, `${queue}${keys.separator}${keys.separator}${queue}`);
  await here.hset(keys.keyPrefix + keys.unackedKey, 'tag', JSON.stringify([JSON.parse(message(0)), '', queue]));
  await here.zadd(keys.keyPrefix + keys.unackedIndexKey, 1_700_000_000, 'tag');
}

async function read(settings: Settings, queue: string): Promise<void> {
  const reader = new RedisQueueReader(settings);
  onTestFinished(() => reader.close());
  const { discover, queues, details } = settings.sampling;
  if (discover || queues.length === 0) await limited((signal) => reader.depths([], signal));
  if (discover) expect((await limited((signal) => reader.discover(signal))).queues).toEqual([queue]);
  expect([...(await limited((signal) => reader.depths([queue, ...queues], signal))).failed]).toEqual([]);
  if (details.enabled) {
    const { ageHeader } = details;
    const question = { queue, step: 0, anchor: undefined, tail: undefined };
    const probe = (lists: readonly (typeof question | { queue: string; step: number; anchor: string; tail: undefined })[]) =>
      limited((signal) => reader.probe({ lists, ageHeader, visibilityTimeoutMs: 1000 }, signal));
    await probe([question]);
    await probe([{ ...question, anchor: message(2990) }]);
  }
  expect((await limited((signal) => reader.peek(queue, 'enqueued_at', signal))).waiting).toBe(3001);
  expect((await limited((signal) => reader.server(signal))).product).toMatch(/Redis|Valkey/);
  await limited((signal) => reader.facts(signal));
}

async function listen(feed: WorkerEvents | TaskEvents, quiet: boolean): Promise<void> {
  await limited(async (signal) => {
    const over = new AbortController();
    const abort = () => over.abort();
    signal.addEventListener('abort', abort);
    const listener = { listening: quiet ? () => {} : abort, heard: () => {}, unreadable: () => {}, paused: () => {} };
    await feed.listen(listener, over.signal);
    expect(signal.aborted).toBe(false);
  });
}

/** Two workers, as far as their replies go. */
async function ask(settings: Settings): Promise<void> {
  const { keys, connection, workers } = settings;
  const { db, scheme } = connection.broker;
  const hearing = admin.duplicate();
  onTestFinished(() => hearing.disconnect());
  const channels = [`${keys.keyPrefix}/${db}.${workers.controlExchange}.pidbox`];
  if (scheme === 'sentinel') channels.push(`${keys.keyPrefix}/{db}.${workers.controlExchange}.pidbox`);
  await hearing.subscribe(...channels);
  const answering = admin.duplicate({ db });
  onTestFinished(() => answering.disconnect());
  hearing.on('message', (_, raw) => {
    const { ticket, reply_to: to } = JSON.parse(Buffer.from(JSON.parse(raw).body, 'base64').toString());
    for (const worker of ['a@h', 'b@h'].slice(0, channels.length === 1 ? 2 : 1))
      void answering.lpush(`${keys.keyPrefix}${to.routing_key}.${to.exchange}`, reply(ticket, worker));
  });
  await hearing.subscribe('one more, so that two are counted');
  const control = new RemoteControl(settings);
  const answer = await limited((signal) => control.ask('active_queues', signal));
  expect(answer.receivers).toBeGreaterThan(0);
}

function reply(ticket: string, worker: string): string {
  return JSON.stringify({
    body: Buffer.from(JSON.stringify({ [worker]: [{ name: 'emails' }] })).toString('base64'),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: { ticket },
    properties: { body_encoding: 'base64', delivery_tag: 'x' },
  });
}

describe.each(CASES)('$name', (one) => {
  test('the line is enough for everything', async () => {
    for (const line of linesOf(one)) await create(line);
    await exerciseAll(one);
    expect(await refused()).toEqual([]);
  });

  test('each right in it is needed', async () => {
    const [line = ''] = linesOf(one);
    const rights = [...line.matchAll(/(?<=[ (])(?:\+|&|%R~|~|allchannels)[^ ()]*/g)];
    expect(rights.length).toBeGreaterThan(8);
    const spare: string[] = [];
    for (const { 0: right, index } of rights) {
      await admin.flushall();
      await create(line.slice(0, index) + line.slice(index + right.length).trimStart());
      // A subscription sends it after seconds without a message.
      const quiet = right === '+ping' && one.json.discover === false;
      await exerciseAll(one, quiet).catch(() => undefined);
      if ((await refused()).length === 0) spare.push(right);
    }
    await admin.lpush('sizes', ...Array.from({ length: 3000 }, (_, n) => message(n)));
    // Newer servers keep count of the memory of a list, so that no size of a part is known.
    const [first, all] = await Promise.all([1, 20_000].map((samples) => admin.memory('USAGE', 'sizes', 'SAMPLES', samples)));
    expect(spare).toEqual(first === all ? ['+lindex'] : []);
  });
});

test('a lock on another server has a user of its own', async () => {
  const json: BacklogOptions = { mirror: { enabled: true, lock: 'redis', lockUrl: `redis://turns:password@127.0.0.1:${redis.port}/3` } };
  const needs = needsOf({ url: 'redis://other', user: '', jsonData: json });
  const [reading = '', line = ''] = needs ? aclLines(needs) : [];
  expect(reading).toMatch(/^ACL SETUSER grafana on >password (?!.*[(])/);
  expect(line).toBe('ACL SETUSER turns on >password resetkeys resetchannels nocommands +set +get +del +select +client|setname ~backlog:*');
  await create(line);
  const lock = minuteLock(parseSettings({ uid: 'u', name: 'n', url: 'redis://other', user: '', jsonData: json, secureJsonData: {} }), 's');
  if (!lock) throw new Error('expected a lock');
  onTestFinished(() => lock.close());
  await limited((signal) => lock.open(signal));
  await limited((signal) => lock.claim(60_000, signal));
  await limited((signal) => lock.release(60_000, signal));
  expect(await refused()).toEqual([]);
});
