import { canInstallDebianPackages, installDebianPackage } from './debian.mjs';
import { onPath } from './paths.mjs';
import { say } from './run.mjs';

/** @returns {string | undefined} path of a Chromium or Chrome */
export function findBrowser() {
  return onPath(['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']);
}

/** Looks for a browser, and installs Debian's if possible. Without one, the browser tests are skipped. */
export async function ensureBrowser() {
  if (findBrowser() || !canInstallDebianPackages()) return;
  await installDebianPackage('chromium').catch((error) => say(`chromium: ${error.message}`));
}
