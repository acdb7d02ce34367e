import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { run, say } from './run.mjs';

const LOCK = join(ROOT, 'package-lock.json');
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

/** Records the lock file that `node_modules` was installed from, so that a running program does not lose its packages. */
const STAMP = join(ROOT, 'node_modules', '.installed-from');

/** Installs `node_modules` from `package-lock.json`; nothing to do on the second run. */
export async function ensurePackages() {
  const lock = createHash('sha256').update(readFileSync(LOCK)).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === lock) return;
  const missing = missingPackage();
  if (missing !== undefined) {
    say(`node_modules: ${missing}; running npm ci (1 to 3 minutes)`);
    await run('npm', ['ci', ...QUIET]);
  }
  writeFileSync(STAMP, lock);
}

/**
 * The first difference between locked and installed packages. npm keeps the list of installed packages in
 * `node_modules/.package-lock.json`; optional ones (other platforms' binaries) may be missing there.
 * @returns {string | undefined}
 */
function missingPackage() {
  const lock = packagesOf(LOCK);
  const installed = packagesOf(join(ROOT, 'node_modules', '.package-lock.json'));
  if (!installed) return 'not there';
  for (const [path, { version, optional, devOptional, link }] of Object.entries(lock ?? {})) {
    if (path === '' || optional || devOptional || link) continue;
    if (installed[path]?.version !== version)
      return `${path.replace('node_modules/', '')} is ${installed[path]?.version ?? 'missing'}, not ${version}`;
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, optional?: boolean, devOptional?: boolean, link?: boolean }> | undefined}
 */
function packagesOf(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : undefined;
}
