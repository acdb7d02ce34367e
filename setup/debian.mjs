import { existsSync } from 'node:fs';
import { onPath } from './paths.mjs';
import { run, say } from './run.mjs';

/** Whether system packages can be installed here without asking: Debian or a derivative, and root. */
export function canInstallDebianPackages() {
  return existsSync('/etc/debian_version') && process.getuid?.() === 0 && onPath(['apt-get']) !== undefined;
}

/** @param {string} name of the Debian package */
export async function installDebianPackage(name) {
  say(`${name}: installing it with apt-get`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { env });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', name], { env });
}
