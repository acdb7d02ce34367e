import { join } from 'node:path';
import type { PluginOptions } from '@grafana/plugin-e2e';
import { defineConfig } from '@playwright/test';
import { findBrowser } from './setup/browser.mjs';
import { CACHE } from './setup/paths.mjs';
import type { HostOptions } from './test/browser/host/test';

const executablePath = findBrowser();
/** The address of a Grafana with the plugin and the data sources of the demo. */
const { GRAFANA_URL } = process.env;

/**
 * Specs in a browser, over the workbench; with GRAFANA_URL over that Grafana instead. React 19 gets the spec that looks at all parts of
 * the plugin: the others would say the same again.
 */
export default defineConfig<HostOptions & PluginOptions>({
  testDir: 'test/browser',
  testMatch: '**/*.spec.ts',
  testIgnore: 'grafana/**',
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
  projects: GRAFANA_URL
    ? [{ name: 'Grafana', testIgnore: [], testMatch: 'grafana/**/*.spec.ts', use: { baseURL: GRAFANA_URL } }]
    : [
        { name: 'React 18', use: { react: 18 } },
        { name: 'React 19', use: { react: 19 }, testMatch: 'workbench/react.spec.ts' },
      ],
});
