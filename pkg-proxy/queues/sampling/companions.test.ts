import { expect, test } from 'vitest';
import { Companions } from './companions';

const turn = () => new Promise((resolve) => setImmediate(resolve));

test('runs while all runs, one run at a time, and until it leaves', async () => {
  const companions = new Companions();
  const seen: string[] = [];
  let running = 0;
  const companion = async (signal: AbortSignal) => {
    running++;
    seen.push(`start ${running}`);
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => setImmediate(resolve), { once: true });
    });
    seen.push('end');
    running--;
  };
  const leave = companions.add(companion);
  await turn();
  expect(seen).toEqual([]);
  const first = new AbortController();
  companions.start(first.signal);
  await turn();
  first.abort();
  const second = new AbortController();
  companions.start(second.signal);
  await turn();
  await turn();
  expect(seen).toEqual(['start 1', 'end', 'start 1']);
  await leave();
  await turn();
  await turn();
  companions.start(new AbortController().signal);
  await turn();
  expect(seen).toEqual(['start 1', 'end', 'start 1', 'end']);
});

test('who comes while all runs begins at once; who leaves before its turn never does', async () => {
  const companions = new Companions();
  companions.start(new AbortController().signal);
  let runs = 0;
  const count = async () => void runs++;
  companions.add(count);
  await companions.add(count)();
  await turn();
  expect(runs).toBe(1);
});
