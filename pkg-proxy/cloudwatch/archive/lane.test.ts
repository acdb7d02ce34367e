import { expect, test } from 'vitest';
import { StoreError } from '../../queues/ports/metric-store';
import { Lane } from './lane';

/** A lane whose turns end when the test says so. */
function slowLane() {
  const turns: { items: readonly string[]; end: (error?: Error) => void }[] = [];
  const lane = new Lane<string>(
    (items) => new Promise<void>((resolve, reject) => turns.push({ items, end: (error) => (error ? reject(error) : resolve()) })),
  );
  return { lane, turns };
}
const never = new AbortController().signal;

test('who comes while it works is served together, next', async () => {
  const { lane, turns } = slowLane();
  const a = lane.ask('a', never);
  const b = lane.ask('b', never);
  const c = lane.ask('c', never);
  expect(turns.map(({ items }) => items)).toEqual([['a']]);
  turns[0]!.end();
  await a;
  expect(lane.idle).toBe(false);
  expect(turns.map(({ items }) => items)).toEqual([['a'], ['b', 'c']]);
  turns[1]!.end();
  await Promise.all([b, c]);
  expect(lane.idle).toBe(true);
});

test('a failure is that of its turn alone', async () => {
  const { lane, turns } = slowLane();
  const a = lane.ask('a', never);
  const b = lane.ask('b', never);
  turns[0]!.end(new Error('x'));
  await expect(a).rejects.toThrow('x');
  turns[1]!.end();
  await b;
});

test('an asker leaves at once; the work goes on, and nothing is begun for one who left', async () => {
  const { lane, turns } = slowLane();
  const [first, second] = [new AbortController(), new AbortController()];
  const a = lane.ask('a', first.signal);
  const b = lane.ask('b', second.signal);
  const c = lane.ask('c', never);
  first.abort();
  second.abort();
  await expect(a).rejects.toBeInstanceOf(StoreError);
  await expect(b).rejects.toMatchObject({ retryable: true });
  await expect(lane.ask('d', first.signal)).rejects.toBeInstanceOf(StoreError);
  turns[0]!.end();
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  turns[1]!.end();
  await c;
  expect(turns.map(({ items }) => items)).toEqual([['a'], ['c']]);
});
