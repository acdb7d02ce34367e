import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './paths.mjs';
import { run, say } from './run.mjs';

/** Brings `node_modules` to what `package-lock.json` says; nothing to do on the second run. */
export async function ensurePackages() {
  const missing = missingPackage();
  if (missing === undefined) return;
  const locked = existsSync(join(ROOT, 'package-lock.json'));
  const command = locked ? 'ci' : 'install';
  say(`node_modules: ${missing}; running npm ${command} (1 to 3 minutes)`);
  await run('npm', [command, '--no-audit', '--no-fund'], { show: true });
}

/**
 * The first difference between what is locked and what is installed. npm keeps the list of installed packages in
 * `node_modules/.package-lock.json`; optional ones (other platforms' binaries) may be missing there.
 * @returns {string | undefined}
 */
function missingPackage() {
  const lock = packagesOf(join(ROOT, 'package-lock.json'));
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
