import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BrokerError } from '../ports/reader';
import { FakeReader } from '../testing/fake-reader';
import { TaskMixes } from './task-mixes';

let reader: FakeReader;
let mixes: TaskMixes;
const signal = new AbortController().signal;

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  reader = new FakeReader();
  reader.lengths = { a: [3], b: [5] };
  mixes = new TaskMixes((queue, limit) => reader.peek(queue, 'enqueued_at', limit));
});
afterEach(() => vi.useRealTimers());

const counts = async (queues: readonly string[]) =>
  (await mixes.of(queues, signal)).map((mix) => (mix instanceof BrokerError ? mix.code : mix.map(({ count }) => count)));

test('who asks within five seconds is shown what was seen, and one look serves all who ask meanwhile', async () => {
  reader.readMs = 100;
  const both = Promise.all([counts(['a', 'b']), counts(['b', 'a'])]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await both).toEqual([
    [[3], [5]],
    [[5], [3]],
  ]);
  expect(reader.peeks).toEqual(['a', 'b']);
  reader.readMs = 0;
  await vi.advanceTimersByTimeAsync(4000);
  await counts(['a']);
  expect(reader.peeks).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(2000);
  await counts(['a']);
  expect(reader.peeks).toEqual(['a', 'b', 'a']);
});

test('four queues are looked at together', async () => {
  reader.readMs = 100;
  const asked = counts(Array.from({ length: 10 }, (_, i) => `q${i}`));
  expect(reader.peeks).toHaveLength(4);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await asked).toHaveLength(10);
});

test('a queue that cannot be read costs itself alone', async () => {
  const peek = reader.peek.bind(reader);
  reader.peek = (queue, header, limit) =>
    queue === 'a' ? Promise.reject(new BrokerError('protocol', 'not a list')) : peek(queue, header, limit);
  expect(await counts(['a', 'b'])).toEqual(['protocol', [5]]);
});

test.each(['permission', 'refused'] as const)(
  'a broker that cannot be read (%s) is not asked for every queue, and asked again later',
  async (code) => {
    reader.peekFailure = new BrokerError(code, 'no');
    await expect(counts(Array.from({ length: 50 }, (_, i) => `q${i}`))).rejects.toMatchObject({ code });
    expect(reader.peeks).toHaveLength(4);
    reader.peekFailure = undefined;
    expect(await counts(['a'])).toEqual([[3]]);
  },
);

/** Looks into these queues are not answered. */
function silence(silent: readonly string[]): void {
  const peek = reader.peek.bind(reader);
  reader.peek = (queue, header, limit) => {
    reader.frozen = silent.includes(queue);
    return peek(queue, header, limit);
  };
}
const ten = Array.from({ length: 10 }, (_, i) => `q${i}`);

test('one slow queue of ten costs itself alone', async () => {
  silence(['q3']);
  const asked = mixes.of(ten, signal);
  await vi.advanceTimersByTimeAsync(4000);
  const answered = await asked;
  expect(answered.map((mix) => mix instanceof BrokerError)).toEqual(ten.map((queue) => queue === 'q3'));
  expect(answered[3]).toMatchObject({ code: 'timeout', message: expect.stringMatching(/longer than 3 s, although the broker answers/) });
});

test('when many are slow the rest is not waited for, and told so', async () => {
  const twenty = Array.from({ length: 20 }, (_, i) => `q${i}`);
  silence(twenty.slice(1));
  const asked = mixes.of(twenty, signal);
  await vi.advanceTimersByTimeAsync(6500);
  const answered = await asked;
  expect(answered[0]).toEqual([]);
  expect(answered.filter((mix) => mix instanceof BrokerError)).toHaveLength(19);
  expect(answered[19]).toMatchObject({ message: expect.stringContaining('Select fewer queues') });
  expect(reader.peeks.length).toBeLessThan(10);
});

test('with the clock set back or forward a look is shown for five seconds', async () => {
  await counts(['a']);
  vi.setSystemTime(Date.now() - 3600_000);
  await vi.advanceTimersByTimeAsync(4000);
  await counts(['a']);
  expect(reader.peeks).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(2000);
  await counts(['a']);
  expect(reader.peeks).toHaveLength(2);
  vi.setSystemTime(Date.now() + 3600_000);
  await counts(['a']);
  expect(reader.peeks).toHaveLength(2);
});

test('a broker that is silent is given up', async () => {
  reader.frozen = true;
  const asked = counts(['a', 'b']).catch((error: BrokerError) => error.code);
  await vi.advanceTimersByTimeAsync(4000);
  expect(await asked).toBe('timeout');
});
