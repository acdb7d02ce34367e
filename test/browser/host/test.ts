import { test as base, expect } from '@playwright/test';
import { watchMisconduct } from './misconduct';
import { type Servers, startServers } from './servers';
import { type Look, WorkbenchHost } from './workbench-host';

export { expect };

/** Set by a project of playwright.config.ts. */
export interface HostOptions {
  react: 18 | 19;
}

interface SpecOptions {
  look: Look;
  /** Misconduct that a spec provokes, such as the answer 400 to a test of a wrong password. */
  provoked: RegExp | undefined;
}

/** A spec gets the servers of its worker and an open browser page, and fails by any misconduct of that page. */
export const test = base.extend<HostOptions & SpecOptions & { host: WorkbenchHost }, { servers: Servers }>({
  react: [18, { option: true }],
  look: [{}, { option: true }],
  provoked: [undefined, { option: true }],
  servers: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures here
    async ({}, use) => {
      const servers = await startServers();
      await use(servers);
      await servers.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  host: async ({ page, servers, react, look, provoked }, use) => {
    const { url } = servers.workbench;
    const misconduct = watchMisconduct(page, url);
    await use(new WorkbenchHost(page, url, react, look));
    expect(
      misconduct.filter((line) => !provoked?.test(line)),
      'misconduct of the page',
    ).toEqual([]);
  },
});
