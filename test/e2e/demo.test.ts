import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../../setup/paths.mjs';
import { stopProcess } from '../setup/stop-process';
import { waitFor } from '../setup/wait-for';

test('npm start: queues have a past and move, the mirror is ready, and SIGTERM leaves nothing behind', { timeout: 300_000 }, async () => {
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
  await waitFor('the mirror', 60_000, async () => (await fetch(readyz)).ok);

  demo.kill('SIGTERM');
  const [code] = await once(demo, 'exit');
  expect(code).toBe(0);
  for (const url of [workbench, readyz]) await expect(fetch(url)).rejects.toThrow();
});
