import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { freePort } from '../../../test/setup/free-port';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { datasource, type RunOptions, run as runIn } from '../testing/fake-surroundings';

let folder: string;
let world: FakeAdapters;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backlog-'));
  world = new FakeAdapters({ celery: [3, 1], emails: [0] });
});
afterEach(() => rm(folder, { recursive: true }));
const run = (args: readonly string[], options: RunOptions = {}) => runIn(world, args, options);

async function config(datasources: string): Promise<string> {
  const path = join(folder, 'd.yaml');
  await writeFile(path, `datasources:\n${datasources}`);
  return path;
}

describe('mirror', () => {
  test('serves health until it is asked to end, and sends the last minute', async () => {
    const path = await config(datasource('a', 'mirror: { enabled: true }') + datasource('off', ''));
    const ending = new AbortController();
    const running = run(['mirror', '--config', path, '--listen', '127.0.0.1:0'], { signal: ending.signal });
    await expect.poll(() => world.readers[0]?.reads.length ?? 0).toBeGreaterThan(0);
    ending.abort();
    expect((await running).code).toBe(0);
    expect(world.readers.map((reader) => reader.closed)).toEqual([true]);
    expect(world.stores[0]?.closed).toBe(true);
    expect(world.stores[0]?.stored.map(({ queue, values }) => [queue, ...values])).toEqual(
      expect.arrayContaining([
        [null, 1],
        ['celery', 4],
        ['emails', 0],
      ]),
    );
  });

  test('a file or datasource that cannot be read costs itself: it is logged, and /readyz names it', async () => {
    const bad = join(folder, 'bad.yaml');
    await writeFile(bad, 'datasources: [');
    const good = await config(
      datasource('good', 'mirror: { enabled: true }') +
        datasource('bad', 'mirror: { enabled: true }, include: ["/(/"]') +
        datasource('not mirrored', 'include: ["/(/"]'),
    );
    const ending = new AbortController();
    const warned = vi.fn();
    const port = await freePort();
    const args = ['mirror', '--config', bad, good, '--listen', `127.0.0.1:${port}`];
    const running = run(args, { signal: ending.signal, warned });
    const ready = async () => fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
    await expect.poll(async () => (await ready())?.status).toBe(503);
    expect(await (await ready())?.text()).toMatch(/bad\.yaml: expected YAML.*\ndatasource "bad": jsonData\.include\[0\]/);
    await expect.poll(() => world.readers[0]?.reads.length ?? 0).toBeGreaterThan(0);
    ending.abort();
    expect((await running).code).toBe(0);
    expect(warned.mock.calls).toEqual([
      [expect.any(String), { error: expect.stringMatching(/bad\.yaml: expected YAML/) }],
      [expect.any(String), { error: expect.stringMatching(/datasource "bad": jsonData\.include\[0\]/) }],
    ]);
    expect(world.readers.map((reader) => reader.closed)).toEqual([true]);
  });

  test('when nothing is left to mirror it says why, and ends', async () => {
    const path = await config(datasource('a', 'mirror: { enabled: true }, include: ["/(/"]') + datasource('b', 'mirror: { enabled: 5 }'));
    const { code, stderr } = await run(['mirror', '--config', path, join(folder, 'nope.yaml')]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^backlog: nothing is left to mirror:\n {2}.*nope\.yaml: ENOENT.*\n {2}datasource "a": .*\n {2}datasource "b": .*\n$/,
    );
    expect(world.readers).toEqual([]);
  });

  test('a port in use is told, and everything ends', async () => {
    const path = await config(datasource('a', 'mirror: { enabled: true }'));
    const { code } = await run(['mirror', '--config', path, '--listen', '127.0.0.1:70000']);
    expect(code).toBe(1);
    expect(world.readers.every((reader) => reader.closed)).toBe(true);
  });

  test('a file without anything to mirror says so', async () => {
    const { code, stderr } = await run(['mirror', '--config', await config(datasource('a', ''))]);
    expect([code, stderr]).toEqual([1, expect.stringContaining('mirror.enabled: true')]);
  });
});
