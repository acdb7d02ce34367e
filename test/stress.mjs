/**
 * `npm run test:stress`: `npm test` beside four busy loops, which is how slow a shared machine can be. `npm run test:stress -- 3` runs it three
 * times in a row and stops at the first failure; `-- 1 --loops 8 -- npx vitest run src` takes more loops and another command. However
 * it ends, the loops end too.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../setup/paths.mjs';
import { say } from '../setup/run.mjs';

/** Ends with its parent, even one that was killed and could stop nothing. */
const BUSY = 'const parent = Number(process.argv[1]); while (process.ppid === parent) for (let i = 0; i < 1e7; i++);';
/** How long the command has to end after a signal, milliseconds. */
const PATIENCE_MS = 10_000;

const { values, positionals } = parseArgs({ allowPositionals: true, options: { loops: { type: 'string', default: '4' } } });
const [first = '1', ...given] = positionals;
const runs = wholeNumber(first, 'of runs');
const loopCount = wholeNumber(values.loops, 'of loops');
const [command = process.execPath, ...args] = given.length > 0 ? given : [process.execPath, join(ROOT, 'test', 'run.mjs')];

/** @type {import('node:child_process').ChildProcess | undefined} */
let running;
/** @type {NodeJS.Signals | undefined} */
let interrupted;
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    interrupted = signal;
    end(signal);
  });
}

const loops = Array.from({ length: loopCount }, () => spawn(process.execPath, ['-e', BUSY, String(process.pid)], { stdio: 'ignore' }));
say(`${loopCount} busy loops: ${loops.map(({ pid }) => pid).join(' ')}`);
try {
  for (let run = 1; run <= runs && !interrupted && !process.exitCode; run++) {
    say(`\n=== run ${run} of ${runs} ===`);
    const how = await once(start(), 'close').then(([code, signal]) => (code === 0 ? undefined : (signal ?? `code ${code}`)), String);
    if (interrupted) say(`\nstopped by ${interrupted} in run ${run} of ${runs}`);
    else if (how !== undefined) say(`\nFAILED in run ${run} of ${runs}: it ended with ${how}`);
    if (how !== undefined) process.exitCode = 1;
  }
  if (!process.exitCode && !interrupted) say(`\n${runs} of ${runs} runs passed beside ${loopCount} busy loops`);
} finally {
  await Promise.all(
    loops.map((loop) => loop.exitCode !== null || loop.signalCode !== null || (loop.kill('SIGKILL') && once(loop, 'exit'))),
  );
}
if (interrupted) process.exitCode = 1;

/** The command in a process group of its own, so that a signal reaches all that it starts. */
function start() {
  running = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  if (interrupted) end(interrupted);
  return running;
}

/** Ends the command and all that it started: by the signal, and if that does not help, by force. @param {NodeJS.Signals} signal */
function end(signal) {
  const child = running;
  if (!child || child.exitCode !== null || child.signalCode !== null) return;
  kill(child.pid, signal);
  const force = setTimeout(() => kill(child.pid, 'SIGKILL'), PATIENCE_MS);
  child.once('close', () => clearTimeout(force));
}

/** @param {number | undefined} group @param {NodeJS.Signals} signal */
function kill(group, signal) {
  if (group === undefined) return;
  try {
    process.kill(-group, signal);
  } catch {
    // It ended by itself meanwhile.
  }
}

/** @param {string} text @param {string} what */
function wholeNumber(text, what) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= 1) return number;
  process.stderr.write(`expected a number ${what}, 1 or more, got ${text}\n`);
  return process.exit(2);
}
