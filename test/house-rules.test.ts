import { readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const FOLDERS = ['src', 'pkg-proxy', 'test', 'workbench', 'setup', 'demo', 'deploy', 'build', 'provisioning'];
const GENERATED = /[\\/]gen[\\/]/;

test('no file of code has more than 300 lines', async () => {
  const lists = await Promise.all(
    FOLDERS.map(async (folder) => (await readdir(folder, { recursive: true })).map((name) => join(folder, name))),
  );
  const files = lists.flat().filter((name) => /\.(ts|tsx|mjs|py|go)$/.test(name) && !GENERATED.test(name));
  const long = files.filter((name) => readFileSync(name, 'utf8').split('\n').length > 301);
  expect(files.length).toBeGreaterThan(200);
  expect(long).toEqual([]);
});
