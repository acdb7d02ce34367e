import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
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

test('nothing has a time limit that can be garbage-collected', async () => {
  const files = (await readdir('pkg-proxy', { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !/\.test\.ts$|deadline\.ts$|linked\.ts$/.test(name),
  );
  const offenders = files.filter((name) => /AbortSignal\.(any|timeout)\(/.test(readFileSync(join('pkg-proxy', name), 'utf8')));
  expect(files.length).toBeGreaterThan(50);
  expect(offenders).toEqual([]);
});
