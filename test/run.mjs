/**
 * `npm test`: from a fresh clone to one line `N passed, N failed`. Sets up what is missing, builds, runs the checks of
 * `npm run check` (each counts as one) and every test, those in a browser last.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ensureBrowser, findBrowser } from '../setup/browser.mjs';
import { ensureNodes } from '../setup/node-versions.mjs';
import { ensurePackages } from '../setup/packages.mjs';
import { CACHE, ROOT } from '../setup/paths.mjs';
import { ensurePython, ensureTestPython } from '../setup/python.mjs';
import { ensureTestRedisServer } from '../setup/redis-server.mjs';
import { SetupError, say } from '../setup/run.mjs';

const RESULTS = join(CACHE, 'test', 'vitest.json');
const BROWSER_RESULTS = join(CACHE, 'test', 'playwright.json');
const total = { passed: 0, failed: 0, skipped: 0 };

/**
 * Runs a shell command of the repository, its output shown.
 * @param {string} command @param {Readonly<Record<string, string>>} [env] more of its environment @returns {boolean} whether it ended well
 */
function passes(command, env = {}) {
  say(`\n> ${command}`);
  const PATH = `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env.PATH}`;
  return (
    spawnSync(command, { cwd: ROOT, shell: true, stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, PATH, ...env } })
      .status === 0
  );
}

/** @param {string} command */
function check(command) {
  if (passes(command)) total.passed++;
  else {
    total.failed++;
    say(`FAILED: ${command}`);
  }
}

/** Adds vitest's numbers. A file that could not be loaded has no tests to fail, and an error outside any test has no file. */
function tests() {
  rmSync(RESULTS, { force: true });
  const ok = passes(`vitest run --reporter=default --reporter=json --outputFile.json=${RESULTS}`);
  const results = existsSync(RESULTS) ? JSON.parse(readFileSync(RESULTS, 'utf8')) : { testResults: [] };
  const unloadable = results.testResults.filter(
    (/** @type {any} */ file) => file.status === 'failed' && !file.assertionResults.some((/** @type {any} */ t) => t.status === 'failed'),
  ).length;
  const ran = results.numPassedTests ?? 0;
  const failed = (results.numFailedTests ?? 0) + unloadable;
  total.passed += ran;
  total.failed += failed > 0 ? failed : ok && ran > 0 ? 0 : 1;
  total.skipped += (results.numPendingTests ?? 0) + (results.numTodoTests ?? 0);
  if (ran === 0) say('FAILED: no test ran');
}

/** Adds Playwright's numbers. An error outside any spec, such as a file that cannot be loaded, counts as one failure. */
function browserTests() {
  rmSync(BROWSER_RESULTS, { force: true });
  const ok = passes('playwright test --reporter=list,json', { PLAYWRIGHT_JSON_OUTPUT_FILE: BROWSER_RESULTS });
  const { stats, errors } = existsSync(BROWSER_RESULTS)
    ? JSON.parse(readFileSync(BROWSER_RESULTS, 'utf8'))
    : { stats: { expected: 0, unexpected: 0, flaky: 0, skipped: 0 }, errors: [] };
  const failed = stats.unexpected + stats.flaky + errors.length;
  total.passed += stats.expected;
  total.failed += failed > 0 ? failed : ok && stats.expected > 0 ? 0 : 1;
  total.skipped += stats.skipped;
  if (stats.expected === 0) say('FAILED: no browser test ran');
}

try {
  await ensurePackages();
  await ensurePython();
  await ensureTestPython();
  await ensureTestRedisServer();
  await ensureBrowser();
  const missing = await ensureNodes();
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  for (const command of [scripts.build, ...scripts.check.split(' && ')]) check(command);
  tests();
  if (findBrowser()) browserTests();
  for (const { version, reason } of missing) {
    total.skipped++;
    say(`\nSKIPPED: the protocol tests on Node ${version}: ${reason}`);
  }
  if (!findBrowser()) say('\nSKIPPED: the browser tests, because there is no chromium or google-chrome on the PATH');
} catch (error) {
  if (!(error instanceof SetupError)) throw error;
  say(`FAILED: ${error.message}`);
  total.failed++;
}
say(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;
