import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../../setup/paths.mjs';
import { stopProcess } from '../setup/stop-process';
import { waitFor } from '../setup/wait-for';
import { demoStory } from './demo-story';

test('npm start: queues have a past and their troubles, the mirror is ready, and SIGTERM leaves nothing behind', {
  timeout: 300_000,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'backlog-demo-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const demo = spawn(process.execPath, ['demo/start.mjs', '--no-build'], {
    cwd: ROOT,
    env: { ...process.env, BACKLOG_DEMO_FOLDER: folder, GRAFANA_HOME: join(folder, 'none') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => stopProcess(demo, 20_000));
  let said = '';
  for (const stream of [demo.stdout, demo.stderr]) stream.on('data', (chunk) => (said += chunk));
  await waitFor('npm start', 180_000, () => {
    if (demo.exitCode !== null) throw new Error(`npm start ended with code ${demo.exitCode}:\n${said}`);
    return said.includes('Ctrl-C stops everything.');
  });

  const address = (label: string) => new RegExp(`${label} +(http://127\\.0\\.0\\.1:\\d+)`).exec(said)?.[1] ?? `no ${label} in: ${said}`;
  const workbench = address('workbench');
  const readyz = `${address('mirror')}/readyz`;
  const waiting = async (): Promise<number[]> => {
    const { queues } = await (await fetch(`${workbench}/api/datasources/uid/celery-production/resources/queues`)).json();
    return queues.map((queue: { waiting: number | null }) => queue.waiting ?? 0);
  };
  const before = await waitFor('queues', 60_000, async () => {
    const list = await waiting();
    return list.length >= 10 && list;
  });
  await waitFor('queues to move', 60_000, async () => `${await waiting()}` !== `${before}`);
  const stored = await (await fetch(address('CloudWatch'))).text();
  const lengths = /^Waiting production orders +(.*)$/m.exec(stored)?.[1]?.split(' ') ?? [];
  expect(lengths.length, stored).toBeGreaterThanOrEqual(10);
  const { rows } = demoStory(workbench);
  const past = await waitFor('a past', 60_000, async () => {
    const found = await rows('production', { queryType: 'history', measures: ['status'] });
    return found.length >= 15 && found;
  });
  for (const row of past.slice(0, 14)) expect(Object.values(row)).not.toContain(null);

  const now = async (environment: string) =>
    rows(environment, {
      queryType: 'now',
      measures: ['waiting', 'status', 'oldestAge', 'arrivals', 'departures', 'inFlight', 'deviation'],
    });
  const queue = (what: string, name: string, holds: (row: Record<string, unknown>) => boolean, environment = 'production') =>
    waitFor(what, 150_000, async () => (await now(environment)).some((row) => row.queue === name && holds(row)));
  const event = (title: RegExp) =>
    waitFor(`an event ${title}`, 150_000, async () =>
      (await rows('production', { queryType: 'events' })).some((row) => title.test(String(row.title))),
    );
  await queue('reports to be late', 'reports', ({ status, oldestAge }) => status === 'critical' && Number(oldestAge) > 900);
  await queue('invoices to stall', 'invoices', (row) => Number(row.waiting) > 0 && row.departures === 0 && row.inFlight === 1);
  await queue('reviews to grow', 'reviews', ({ waiting }) => Number(waiting) > 500);
  await queue('stock to be unusual', 'stock', ({ deviation }) => Number(deviation) > 1);
  await queue('orders to be well', 'orders', ({ status }) => status === 'ok');
  await queue('staging to be well', 'orders', ({ status }) => status === 'ok', 'staging');
  await queue('loyalty to be unconsumed', 'loyalty', ({ status }) => status === 'unconsumed');
  await queue('development to be unconsumed', 'emails', ({ status }) => status === 'unconsumed', 'development');
  await event(/^media-spare@production is gone$/);
  await event(/^media-spare@production is online/);
  await waitFor('failures', 60_000, async () =>
    (await rows('development', { queryType: 'runs', format: 'table', by: 'task', measures: ['failureRatio'] })).some(
      ({ failureRatio }) => Number(failureRatio) > 0.1,
    ),
  );
  await waitFor('the mirror', 60_000, async () => (await fetch(readyz)).ok);

  demo.kill('SIGTERM');
  const [code] = await once(demo, 'exit');
  expect(code).toBe(0);
  for (const url of [workbench, readyz]) await expect(fetch(url)).rejects.toThrow();
});
