/**
 * Writes the screenshots of the plugin's page, `src/img/screenshots/<name>-<theme>.png`, from a demo that runs with Grafana:
 * `GRAFANA_HOME=… npm start` in one terminal, then `npm run screenshots` in another (GRAFANA_URL if it is not http://127.0.0.1:3000).
 * Names as arguments take only those: `npm run screenshots -- settings`.
 */
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { findBrowser } from '../setup/browser.mjs';
import { SHOTS } from './shots.mjs';

const { GRAFANA_URL = 'http://127.0.0.1:3000' } = process.env;
const FOLDER = fileURLToPath(new URL('../src/img/screenshots/', import.meta.url));
const THEMES = /** @type {const} */ (['dark', 'light']);
const SIZE = { width: 1280, height: 800 };

const names = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: findBrowser() ?? '', args: ['--no-sandbox', '--disable-gpu'] });
try {
  await mkdir(FOLDER, { recursive: true });
  for (const shot of SHOTS) {
    if (names.length > 0 && !names.includes(shot.name)) continue;
    for (const theme of THEMES) {
      const page = await browser.newPage({ viewport: SIZE, colorScheme: theme });
      const url = new URL(shot.path, GRAFANA_URL);
      url.searchParams.set('theme', theme);
      await page.goto(url.href);
      await shot.ready(page);
      // No panel still loads.
      await page
        .getByLabel('Panel loading bar')
        .first()
        .waitFor({ state: 'detached' })
        .catch(() => {});
      await page.waitForLoadState('networkidle').catch(() => {});
      await page.screenshot({ path: `${FOLDER}${shot.name}-${theme}.png` });
      process.stdout.write(`${shot.name}-${theme}.png\n`);
      await page.close();
    }
  }
} finally {
  await browser.close();
}
