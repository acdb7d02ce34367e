import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { run, say, works } from './run.mjs';

const LOCK = join(ROOT, 'package-lock.json');
const QUIET = ['--no-audit', '--no-fund', '--loglevel=error'];

/** Brings `node_modules` to what `package-lock.json` says; nothing to do on the second run. */
export async function ensurePackages() {
  const missing = missingPackage();
  if (missing === undefined) return;
  if (existsSync(LOCK)) {
    say(`node_modules: ${missing}; running npm ci (1 to 3 minutes)`);
    if (await works('npm', ['ci', ...QUIET])) return;
    // npm ci asks for every platform's optional packages in the lock; one made on a registry without them has only its own.
    say('node_modules: npm ci does not take package-lock.json; running npm install, which follows it where it can');
  } else say(`node_modules: ${missing}; running npm install (1 to 3 minutes)`);
  await run('npm', ['install', '--no-save', ...QUIET]);
}

/**
 * The first difference between what is locked and what is installed. npm keeps the list of installed packages in
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
