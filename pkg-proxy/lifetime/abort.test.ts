import { getEventListeners } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { aborted, onAbort, unlessAborted } from './abort';

interface Work {
  resolve: (value: string) => void;
  reject: (error: string) => void;
}

function workOf(): Work & { promise: Promise<string> } {
  let work: Work = { resolve: () => {}, reject: () => {} };
  const promise = new Promise<string>((resolve, reject) => {
    work = { resolve, reject };
  });
  return { promise, ...work };
}

const listeners = (signal: AbortSignal) => getEventListeners(signal, 'abort').length;

test('calls back once, at once where the signal has aborted before, and not after it was taken back', () => {
  const called = vi.fn();
  onAbort(AbortSignal.abort(), called)();
  expect(called).toHaveBeenCalledTimes(1);

  const controller = new AbortController();
  onAbort(controller.signal, called);
  onAbort(controller.signal, () => called('taken back'))();
  expect(listeners(controller.signal)).toBe(1);
  controller.abort();
  controller.abort();
  expect(called.mock.calls).toEqual([[], [expect.any(Event)]]);
});

test('resolves when the signal aborts, or has', async () => {
  const controller = new AbortController();
  const done = Promise.all([aborted(controller.signal), aborted(AbortSignal.abort())]);
  controller.abort();
  await expect(done).resolves.toBeDefined();
});

test.each<[string, (work: Work, controller: AbortController) => void, unknown]>([
  ['the work is done', ({ resolve }) => resolve('done'), 'done'],
  ['the work fails', ({ reject }) => reject('failed'), 'failed'],
  ['the signal aborts', (_, controller) => controller.abort(), 'late'],
  [
    'the signal aborts, then the work fails',
    ({ reject }, controller) => {
      controller.abort();
      reject('failed');
    },
    'late',
  ],
])('%s: that counts, and nothing listens any more', async (_, happen, outcome) => {
  for (const throws of [false, true]) {
    const controller = new AbortController();
    const { promise, ...work } = workOf();
    const raced = unlessAborted(promise, controller.signal, () => {
      if (throws) throw 'late';
      return 'late';
    });
    happen(work, controller);
    expect(await raced.catch((error: unknown) => error)).toBe(outcome);
    await new Promise((resolve) => setImmediate(resolve));
    expect(listeners(controller.signal)).toBe(0);
  }
});

test('a signal that has aborted before counts, and the work may fail unheard', async () => {
  expect(await unlessAborted(Promise.reject(new Error('failed')), AbortSignal.abort(), () => 'late')).toBe('late');
});

test('nobody listens to a signal by hand, nor races promises', async () => {
  const ours = (await readdir('pkg-proxy', { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !/\.test\.ts$|^runtime\/|^lifetime\/abort\.ts$/.test(name),
  );
  const texts = await Promise.all(ours.map(async (name) => ({ name, text: await readFile(join('pkg-proxy', name), 'utf8') })));
  expect(texts.length).toBeGreaterThan(50);
  const offenders = texts.filter(({ text }) => /addEventListener\('abort'|Promise\.race\(/.test(text)).map(({ name }) => name);
  expect(offenders).toEqual([]);
});
