import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { aborted } from './abort';
import { withSignals } from './linked';

test('work ends with whichever signal aborts first, for its reason', async () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const reason = withSignals([first.signal, second.signal], async (signal) => {
    await aborted(signal);
    return signal.reason;
  });
  second.abort('second');
  first.abort('first');
  expect(await reason).toBe('second');
});

test('a signal that has aborted before ends it at once', async () => {
  expect(await withSignals([new AbortController().signal, AbortSignal.abort('before')], ({ reason }) => reason)).toBe('before');
});

test('nothing listens any more when the work is done, well or not', async () => {
  const { signal } = new AbortController();
  await withSignals([signal], () => undefined);
  await expect(withSignals([signal], () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});
