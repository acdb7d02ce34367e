import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
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

test('an answer that arrived while the process was busy counts, though the limit has passed', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const client = connect(typeof address === 'object' && address ? address.port : 0, '127.0.0.1');
  const [[far]] = await Promise.all([once(server, 'connection'), once(client, 'connect')]);
  try {
    const answer = withDeadline(5, async (signal) => {
      const [data] = await once(client, 'data', { signal });
      return String(data);
    });
    far.write('PONG'); // lies in the client's socket at once
    const began = performance.now();
    while (performance.now() - began < 50); // as a large answer that is made in one go
    expect(await answer).toBe('PONG');
    await expect(withDeadline(5, (signal) => once(client, 'data', { signal }))).rejects.toThrow('aborted');
  } finally {
    client.destroy();
    server.close();
  }
});

test('nothing has a time limit that can be garbage-collected', async () => {
  const files = (await readdir('pkg-proxy', { recursive: true })).filter(
    (name) => name.endsWith('.ts') && !/\.test\.ts$|deadline\.ts$|linked\.ts$/.test(name),
  );
  const offenders = files.filter((name) => /AbortSignal\.(any|timeout)\(/.test(readFileSync(join('pkg-proxy', name), 'utf8')));
  expect(files.length).toBeGreaterThan(50);
  expect(offenders).toEqual([]);
});
