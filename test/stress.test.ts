import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT } from '../setup/paths.mjs';
import { stopProcess } from './setup/stop-process';
import { waitFor } from './setup/wait-for';

/** `npm run test:stress` with another command than the whole suite. */
function stress(script: string, ...args: string[]) {
  const child = spawn(process.execPath, [join(ROOT, 'test', 'stress.mjs'), ...args, '--', process.execPath, '-e', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => stopProcess(child, 20_000));
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (chunk) => output.push(chunk));
  const said = () => output.join('');
  const pidsAfter = (words: string) =>
    (new RegExp(`${words}: ([\\d ]+)\\n`).exec(said())?.[1] ?? '').split(' ').filter(Boolean).map(Number);
  return {
    child,
    said,
    loops: () => pidsAfter('busy loops'),
    command: () => pidsAfter('command')[0] ?? 0,
    /** Waits for the command, and for the process that it starts. */
    started: () =>
      waitFor('the command', 60_000, () => {
        if (child.exitCode !== null) throw new Error(`it ended with code ${child.exitCode}: ${said()}`);
        return pidsAfter('grandchild')[0];
      }),
    code: once(child, 'close').then(([code]): unknown => code),
  };
}

/** Starts a process of its own, as tests do, and stays until it is told to end. */
const STAYS = `
  const { pid } = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  console.log('command: ' + process.pid + '\\ngrandchild: ' + pid);
  setInterval(() => {}, 1000);
`;

/** A process that has ended and that nobody has asked how is none any more. */
function isAlive(pid: number): boolean {
  const state = spawnSync('ps', ['-o', 'stat=', '-p', `${pid}`], { encoding: 'utf8' }).stdout.trim();
  return state !== '' && !state.startsWith('Z');
}

test('runs as often as asked, beside four busy loops, which end with it', async () => {
  const run = stress('', '3');
  expect(await run.code).toBe(0);
  expect(run.said()).toContain('3 of 3 runs passed beside 4 busy loops');
  expect(run.loops()).toHaveLength(4);
  expect(run.loops().filter(isAlive)).toEqual([]);
});

test('stops at the first failure and says in which run', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'backlog-stress-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'runs');
  const run = stress(
    `const fs = require('node:fs'); fs.appendFileSync(${JSON.stringify(file)}, '.');
     process.exit(fs.readFileSync(${JSON.stringify(file)}).length === 2 ? 7 : 0);`,
    '4',
    '--loops=1',
  );
  expect(await run.code).toBe(1);
  expect(run.said()).toContain('FAILED in run 2 of 4: it ended with code 7');
  expect(await readFile(file, 'utf8')).toBe('..');
  expect(run.loops().filter(isAlive)).toEqual([]);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends the loops, the command and what it started', async (signal) => {
  const run = stress(STAYS, '1', '--loops=2');
  const grandchild = await run.started();
  expect([...run.loops(), grandchild].filter(isAlive)).toHaveLength(3);
  run.child.kill(signal);
  expect(await run.code).toBe(1);
  expect(run.said()).toContain(`stopped by ${signal} in run 1 of 1`);
  expect(run.loops().filter(isAlive)).toEqual([]);
  await waitFor('the grandchild to end', 60_000, () => !isAlive(grandchild));
});

test('killed, it can stop nothing, and the loops end all the same', async () => {
  const run = stress(STAYS, '1', '--loops=1');
  await run.started();
  onTestFinished(() => void process.kill(-run.command())); // its process group
  run.child.kill('SIGKILL');
  await waitFor('the loop to end', 60_000, () => !run.loops().some(isAlive));
});

test.each([['0'], ['many'], ['1', '--loops=-1']])('%j %j is refused', async (...args) => {
  const run = stress('', ...args);
  expect(await run.code).toBe(2);
  expect(run.said()).toMatch(/^expected a number of (runs|loops), 1 or more/);
});
