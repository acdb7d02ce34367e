import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { realAdapters } from '../../pkg-proxy/adapters';
import { RedisQueueReader } from '../../pkg-proxy/celery/queue-reader';
import { ask, noticesOf, table } from '../../pkg-proxy/datasource/testing/fake-panel';
import { Monitor } from '../../pkg-proxy/queues/monitor/monitor';
import type { Peek, QueuedTask } from '../../pkg-proxy/queues/ports/peek';
import { parseBrokerUrl } from '../../src/contract/broker-url';
import { parseSettings } from '../../src/contract/parse-settings';
import { runPython } from '../setup/python';
import { startRedis, type TestRedis } from '../setup/redis';
import { startStallingProxy } from '../setup/stalling-proxy';

/** Sends a task in every way that matters, to a queue each, and prints when: queue → [just before, just after], epoch milliseconds. */
const SEND = `
import json, os, time, uuid
from datetime import datetime, timedelta, timezone
from celery import Celery
from celery.exceptions import Retry
from celery.signals import before_task_publish
from kombu import serialization

def make(protocol):
    app = Celery('lab', broker=os.environ['BROKER_URL'], set_as_current=False)
    app.conf.update(task_ignore_result=True, task_protocol=protocol)
    def add(self, *args, **kwargs):
        pass
    return app.task(add, name='lab.add', bind=True)

add = make(2)
try:
    import msgpack
except ImportError:  # the package is optional, and only the envelope matters here
    serialization.register('msgpack', lambda o: json.dumps(o).encode(), json.loads, 'application/x-msgpack', 'binary')

sent = {}
def send(queue, args=(7, 8), kwargs=None, since=None, **options):
    before = since or time.time()
    add.apply_async(args, kwargs, queue=queue, **options)
    sent[queue] = [before * 1000, time.time() * 1000]

now = lambda: datetime.now(timezone.utc)
send('plain')
for priority in range(10):
    send('priorities', priority=priority)
send('scheduled', countdown=3600)
send('due', eta=now() - timedelta(seconds=90))
send('retried', retries=2)
send('expires', expires=600)
send('expires at', expires=now() + timedelta(minutes=5))
send('expired', expires=now() - timedelta(minutes=5))
for serializer in ('pickle', 'yaml', 'msgpack'):
    send(serializer, serializer=serializer)
for compression in ('gzip', 'zlib', 'bzip2'):
    send(compression, compression=compression)
send('gzip pickle', compression='gzip', serializer='pickle')
send('shadowed', shadow='nicer name')
send('sentry', since=time.time(), headers={'sentry-task-enqueued-time': time.time()})
send('timestamp', since=time.time(), timestamp=int(time.time()))
made = time.time()
seven = '%012x' % int(made * 1000)
send('uuid7', since=made, task_id=f'{seven[:8]}-{seven[8:]}-7abc-9def-0123456789ab')
send('uuid1', since=time.time(), task_id=str(uuid.uuid1()))
send('secrets', args=("it's", {'token': 'hunter2'}), kwargs={'password': 'hunter2', 'id': 7})

@before_task_publish.connect
def stamp(headers=None, **_):
    headers['enqueued_at'] = time.time()

send('stamped')
send('stamped again', headers={'enqueued_at': 1})
add.push_request(id=str(uuid.uuid4()), args=(7, 8), kwargs={}, retries=1, called_directly=False, headers={'enqueued_at': 1},
    delivery_info={'exchange': '', 'routing_key': 'stamped retry'}, expires=None)
before = time.time()
try:
    add.retry(countdown=0)
except Retry:
    sent['stamped retry'] = [before * 1000, time.time() * 1000]
before_task_publish.disconnect(stamp)

add = make(1)
send('protocol 1', expires=600)
send('protocol 1 pickle', serializer='pickle')
before_task_publish.connect(stamp)
send('protocol 1 stamped')
print(json.dumps(sent))
`;

const soon = () => AbortSignal.timeout(10_000);
let redis: TestRedis;
let admin: Redis;
let reader: RedisQueueReader;
let sent: Record<string, readonly [before: number, after: number]>;
const settings = (jsonData: object = {}) =>
  parseSettings({ uid: 'u', name: 'n', url: redis.url, user: '', jsonData: { environment: 'test', ...jsonData }, secureJsonData: {} });

beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
  reader = new RedisQueueReader(settings());
  sent = JSON.parse(await runPython(SEND, { BROKER_URL: redis.url }));
}, 60_000);
afterAll(async () => {
  reader.close();
  admin.disconnect();
  await redis.stop();
});

const peek = (queue: string): Promise<Peek> => reader.peek(queue, 'enqueued_at', soon());
async function only(queue: string): Promise<QueuedTask> {
  const { tasks } = await peek(queue);
  expect(tasks).toHaveLength(1);
  return tasks[0]!;
}

describe('a task that real Celery sent', () => {
  test.each<[queue: string, seen: Partial<QueuedTask>]>([
    ['plain', { task: 'lab.add', format: 'json', retries: 0, eta: undefined, sentAt: undefined, args: '(7, 8)', kwargs: '{}' }],
    ['retried', { task: 'lab.add', retries: 2 }],
    ['shadowed', { task: 'nicer name' }],
    ['pickle', { task: 'lab.add', format: 'pickle', args: '(7, 8)' }],
    ['yaml', { task: 'lab.add', format: 'yaml' }],
    ['msgpack', { task: 'lab.add', format: 'msgpack' }],
    ['gzip', { task: 'lab.add', format: 'gzip json' }],
    ['zlib', { task: 'lab.add', format: 'gzip json' }],
    ['bzip2', { task: 'lab.add', format: 'bzip2 json' }],
    ['gzip pickle', { task: 'lab.add', format: 'gzip pickle' }],
    ['expired', { task: 'lab.add', sentAt: undefined }],
    ['protocol 1', { task: 'lab.add', format: 'json', args: undefined, kwargs: undefined }],
    ['protocol 1 pickle', { task: undefined, format: 'pickle', sentAt: undefined }],
  ])('%s', async (queue, seen) => {
    expect(await only(queue)).toMatchObject(seen);
  });

  test('is as large as it lies in Redis', async () => {
    expect((await only('plain')).bytes).toBe(Buffer.byteLength((await admin.lindex('plain', 0)) ?? ''));
  });

  test('is found by the priority step it is in', async () => {
    const { steps, tasks, waiting } = await peek('priorities');
    expect(waiting).toBe(10);
    expect(steps).toEqual([
      { step: 0, length: 3, sampled: 3 },
      { step: 3, length: 3, sampled: 3 },
      { step: 6, length: 3, sampled: 3 },
      { step: 9, length: 1, sampled: 1 },
    ]);
    expect(tasks.map(({ step }) => step)).toEqual([0, 0, 0, 3, 3, 3, 6, 6, 6, 9]);
  });

  test('tells for when it is', async () => {
    const at = (queue: string) => sent[queue]?.[0] ?? Number.NaN;
    expect(Math.abs(((await only('scheduled')).eta ?? 0) - at('scheduled') - 3_600_000)).toBeLessThan(1000);
    expect(Math.abs(((await only('due')).eta ?? 0) - at('due') + 90_000)).toBeLessThan(1000);
  });
});

// By the clock of one machine, so what is measured is the source's own error: between just before and just after the call, and
// a millisecond for what is cut off in between.
describe('tells when it was sent', () => {
  test.each<[queue: string, quality: string, cutOffMs: number]>([
    ['stamped', 'exact', 1],
    ['stamped again', 'exact', 1],
    ['stamped retry', 'exact', 1],
    ['protocol 1 stamped', 'exact', 1],
    ['sentry', 'exact', 1],
    ['timestamp', 'exact', 1000],
    ['expires', 'exact', 1],
    ['expires at', 'exact', 1],
    ['protocol 1', 'exact', 1],
    ['uuid7', 'estimate', 1],
    ['uuid1', 'estimate', 1],
  ])('%s', async (queue, quality, cutOffMs) => {
    const { sentAt } = await only(queue);
    const [before, after] = sent[queue] ?? [Number.NaN, Number.NaN];
    expect(sentAt?.quality).toBe(quality);
    expect(sentAt?.at).toBeGreaterThanOrEqual(before - cutOffMs);
    expect(sentAt?.at).toBeLessThanOrEqual(after + 1);
  });
});

test('what is no task of Celery is named for what it is', async () => {
  await admin.lpush('odd', 'hello', '{"body": "W1', '{"class": "Resque", "args": []}', (await admin.lindex('plain', 0)) ?? '');
  expect((await peek('odd')).tasks.map(({ task, format }) => [task, format])).toEqual([
    ['lab.add', 'json'],
    [undefined, 'not a Celery message'],
    [undefined, 'broken JSON'],
    [undefined, 'not a Celery message'],
  ]);
});

test('the table shows it, and of arguments what it may', async () => {
  const monitor = new Monitor(settings({ showArguments: true }), realAdapters(), { info: () => {}, warn: () => {} });
  try {
    const rows = table(await ask(monitor, { queryType: 'tasks', queues: ['secrets', 'priorities', 'due', 'protocol 1 pickle'] }));
    expect(rows).toMatchObject({
      queue: ['due', 'priorities', 'priorities', 'priorities', 'priorities', 'protocol 1 pickle', 'secrets'],
      count: [1, 3, 3, 3, 1, 1, 1],
      task: ['lab.add', 'lab.add', 'lab.add', 'lab.add', 'lab.add', null, 'lab.add'],
      args: ['(7, 8)', '(7, 8)', '(7, 8)', '(7, 8)', '(7, 8)', null, "('it\\'s', {'token': ***})"],
      kwargs: ['{}', '{}', '{}', '{}', '{}', null, "{'password': ***, 'id': 7}"],
    });
    expect(rows['oldest']?.[0]).toBeGreaterThan(90);
  } finally {
    await monitor.close(soon());
  }
});

test('one slow queue of ten costs itself alone, and is named', async () => {
  const ten = Array.from({ length: 10 }, (_, i) => `slow${i}`);
  for (const queue of ten) await admin.lpush(queue, (await admin.lindex('plain', 0)) ?? '');
  // What is asked before anything of a list is read, as it is written on the wire; the sampler asks lengths alone.
  const proxy = await startStallingProxy(redis.port, 'slow4\r\n$7\r\nSAMPLES');
  const url = `redis://127.0.0.1:${proxy.port}/0`;
  const direct = settings({ details: false, queues: ten });
  const slowed = { ...direct, connection: { ...direct.connection, broker: parseBrokerUrl(url) } };
  const monitor = new Monitor(slowed, realAdapters(), {
    info: () => {},
    warn: () => {},
  });
  try {
    const frame = await ask(monitor, { queryType: 'tasks', queues: ten });
    expect(table(frame)['queue']).toEqual(ten.filter((queue) => queue !== 'slow4'));
    expect(noticesOf(frame)).toMatch(/^warning: slow4: inspecting it took longer than 3 s, although the broker answers/);
  } finally {
    await monitor.close(soon());
    await proxy.stop();
  }
});
