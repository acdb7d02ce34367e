import { afterEach, expect, test } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import type { QueuedTask } from '../../queues/ports/peek';
import { BrokerError } from '../../queues/ports/reader';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { ask, noticesOf, table } from '../testing/fake-panel';

const log = { info: () => {}, warn: () => {} };
const SECRET = "{'password': 'hunter2', 'iban_no': 'DE1', 'id': 7}";

function task(name: string | undefined, change: Partial<QueuedTask> = {}): QueuedTask {
  const rest = { step: 0, retries: 0, eta: undefined, sentAt: undefined, bytes: 100, format: 'json', args: '(7,)', kwargs: SECRET };
  return { task: name, ...rest, ...change };
}

let monitor: Monitor;
afterEach(() => monitor.close(new AbortController().signal));

function make(tasks: Record<string, readonly QueuedTask[]>, lengths: Record<string, readonly number[]>, jsonData: object = {}) {
  const world = new FakeAdapters(lengths, (reader) => {
    reader.tasks = tasks;
    reader.declared = Object.keys({ ...tasks, ...lengths });
  });
  const json = { environment: 'test', ...jsonData };
  monitor = new Monitor(parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData: json, secureJsonData: {} }), world, log);
  const [reader] = world.readers;
  if (!reader) throw new Error('expected a reader');
  return reader;
}
const tasks = (rest: object = {}) => ask(monitor, { queryType: 'tasks', ...rest });

test('one row a queue, priority and task', async () => {
  make({ celery: [task('a', { retries: 3 }), task('b', { step: 6 })], emails: [task('send')] }, { celery: [12345, 0, 1] });
  expect(table(await tasks())).toEqual({
    broker: ['test', 'test', 'test'],
    queue: ['celery', 'celery', 'emails'],
    priority: ['0', '6', '0'],
    task: ['a', 'b', 'send'],
    count: [12345, 1, 1],
    share: [12345 / 12346, 1 / 12346, 1],
    retries: [3, 0, 0],
    scheduled: [0, 0, 0],
    oldest: [Number.NaN, Number.NaN, Number.NaN],
    bytes: [100, 100, 100],
    format: ['json', 'json', 'json'],
    quality: ['estimate', 'exact', 'exact'],
    sampled: ['1 of 12,345', '1 of 1', '1 of 1'],
  });
});

test('queues by pattern, and the largest rows', async () => {
  make({ celery: [task('a'), task('b'), task('b')], emails: [task('send')], other: [task('x')] }, {});
  expect(table(await tasks({ queues: ['e*', 'celery'], top: 1 }))).toMatchObject({ task: ['b'], count: [2] });
  expect(noticesOf(await tasks({ queues: ['nobody'] }))).toContain('No known queue matches "nobody"');
});

test('arguments are shown only where the settings allow it, and masked', async () => {
  make({ celery: [task('a')] }, {});
  expect(JSON.stringify(await tasks())).not.toContain('hunter2');
  expect(Object.keys(table(await tasks()))).not.toContain('kwargs');
  await monitor.close(new AbortController().signal);
  make({ celery: [task('a')] }, {}, { showArguments: true, maskArguments: ['iban_no'] });
  expect(table(await tasks())).toMatchObject({ args: ['(7,)'], kwargs: ["{'password': ***, 'iban_no': ***, 'id': 7}"] });
});

test('at most 50 queues are looked into: the longest', async () => {
  const lengths = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`q${String(i).padStart(2, '0')}`, [i + 1]]));
  const reader = make({}, lengths);
  const frame = await tasks();
  expect(reader.peeks).toHaveLength(50);
  expect(table(frame)['queue']).toHaveLength(50);
  expect(table(frame)['queue']?.[0]).toBe('q10');
  expect(noticesOf(frame)).toContain('60 queues are selected and the 50 longest shown');
  expect(noticesOf(frame)).toContain('too large to be fetched');
});

test('a missing right fails this query and no other, and names the right', async () => {
  const reader = make({}, { celery: [3] });
  reader.peekFailure = new BrokerError('permission', 'the ACL user may not run MEMORY USAGE: add it (ACL SETUSER … +memory|usage).');
  await expect(tasks()).rejects.toMatchObject({ status: 502, source: 'downstream', message: expect.stringContaining('+memory|usage') });
  expect(table(await ask(monitor, { queryType: 'now' }))['waiting']).toEqual([3]);
});

test('a queue that cannot be read is named beside the others', async () => {
  const reader = make({ good: [task('a')] }, { bad: [1] });
  const peek = reader.peek.bind(reader);
  reader.peek = (queue, header, signal) =>
    queue === 'bad' ? Promise.reject(new BrokerError('protocol', 'it is not a list')) : peek(queue, header, signal);
  const frame = await tasks();
  expect(table(frame)['queue']).toEqual(['good']);
  expect(noticesOf(frame)).toBe('warning: bad: it is not a list');
});

test('queues in which no task waits say so, and where to look', async () => {
  make({ celery: [] }, {});
  expect(noticesOf(await tasks())).toMatch(/^info: No tasks are waiting in the selected queues\. To see tasks that workers/);
});
