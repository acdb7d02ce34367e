import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findBrowser } from './setup/browser.mjs';
import { CACHE } from './setup/paths.mjs';
import type { HostOptions } from './test/browser/host/test';

const executablePath = findBrowser();
/** Specs in a browser, over the workbench. React 19 gets the spec that looks at all parts of the plugin: the others would say the same again. */
export default defineConfig<HostOptions>({
  testDir: 'test/browser',
  testMatch: '**/*.spec.ts',
  outputDir: join(CACHE, 'test', 'browser'),
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 60_000 },
  reporter: [['list']],
  use: {
    viewport: { width: 1440, height: 1000 },
    screenshot: 'only-on-failure',
    actionTimeout: 60_000,
    launchOptions: {
      ...(executablePath && { executablePath }),
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
      timeout: 120_000,
    },
  },
  projects: [
    { name: 'React 18', use: { react: 18 } },
    { name: 'React 19', use: { react: 19 }, testMatch: 'workbench/react.spec.ts' },
  ],
});
