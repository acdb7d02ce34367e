import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findBrowser } from '../../setup/browser.mjs';
import { CACHE } from '../../setup/paths.mjs';

/** Path of a Chromium or Chrome; undefined where there is none, and browser tests are skipped. */
export const browserPath = findBrowser();

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ ...(browserPath && { executablePath: browserPath }), args: ARGS, timeout: 120_000 });
}

/** What a page did that it should not have. */
export interface Misconduct {
  /** Uncaught errors. */
  errors: string[];
  /** Requests to other places than the page's own server. */
  strangers: string[];
}

/** Opens a page at `url` and notes its misconduct from the start. */
export async function openPage(browser: Browser, url: string): Promise<{ page: Page; misconduct: Misconduct }> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
  page.setDefaultTimeout(60_000);
  const misconduct: Misconduct = { errors: [], strangers: [] };
  page.on('pageerror', (error) => misconduct.errors.push(String(error)));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith('data:')) misconduct.strangers.push(request.url());
  });
  await page.goto(url);
  return { page, misconduct };
}

/** Saves what the page shows to `.cache/test/<name>.png`, to be looked at after a failure. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = join(CACHE, 'test');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
