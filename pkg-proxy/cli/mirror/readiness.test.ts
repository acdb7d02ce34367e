import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { serveStatus } from './status-server';

test('of two databases of one server without an environment the second is not mirrored, so all is not ready', async () => {
  const world = new FakeAdapters({ celery: [3, 1] });
  const monitors = ['first', 'second'].map((name, db) => {
    const url = `redis://h:6379/${db}`;
    const settings = parseSettings({ uid: name, name, url, user: '', jsonData: { mirror: { enabled: true } }, secureJsonData: {} });
    return new Monitor(settings, world, { info: () => {}, warn: () => {} });
  });
  const server = serveStatus(monitors, [], Date.now()).listen(0, '127.0.0.1');
  try {
    await once(server, 'listening');
    for (const monitor of monitors) await monitor.asked();
    const { port } = server.address() as AddressInfo;
    const response = await fetch(`http://127.0.0.1:${port}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.text()).toMatch(/^second: The mirror is off: another data source \(database 0 on the same host\)/);
  } finally {
    server.close();
    for (const monitor of monitors) await monitor.close(new AbortController().signal);
  }
});
