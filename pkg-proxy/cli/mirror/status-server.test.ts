import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { serveStatus } from './status-server';

test('a mirror that is off because of its budget is not ready, and says why', async () => {
  const jsonData = { mirror: { enabled: true, maxDollarsPerMonth: 0.5 } };
  const settings = parseSettings({ uid: 'u', name: 'Production', url: 'redis://h', user: '', jsonData, secureJsonData: {} });
  const world = new FakeAdapters({ celery: [3, 1], emails: [0] });
  const monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} });
  const server = serveStatus([monitor], [], Date.now()).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    await monitor.asked();
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.text()).toMatch(/^Production: The mirror is off: 2 metrics of 2 queues would cost \$0\.60 a month/);
  } finally {
    server.close();
    await monitor.close(new AbortController().signal);
  }
});
