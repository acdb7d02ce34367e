import { expect, test, vi } from 'vitest';
import { withDeadline } from './deadline';

const aborted = (signal: AbortSignal) => new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('aborted')));

test('aborts at the limit, with the parent, and not after the work', async () => {
  vi.useFakeTimers();
  const late = withDeadline(100, aborted);
  await vi.advanceTimersByTimeAsync(100);
  expect(await late).toBe('aborted');

  const parent = new AbortController();
  const stopped = withDeadline(100, aborted, parent.signal);
  parent.abort();
  expect(await stopped).toBe('aborted');
  expect(await withDeadline(100, (signal) => signal.aborted, parent.signal)).toBe(true);

  const kept = await withDeadline(100, (signal) => signal);
  await vi.advanceTimersByTimeAsync(200);
  expect(kept.aborted).toBe(false);
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});
