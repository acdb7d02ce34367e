import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO, ROOT } from '../../setup/paths.mjs';

const LOGS = join(DEMO, 'log');
const GRACE_MS = 10_000;
const KEPT = 4000;

/** One of the demo's processes ended unexpectedly, or did not become ready. */
export class ProcessError extends Error {
  /** @override */
  name = 'ProcessError';
}

/**
 * The processes of the demo. Each leads a process group, so that stopping it also stops its children. Its output goes to
 * `log/<name>.log`, and its last lines into the error if it dies.
 */
export class Processes {
  /** @type {{ name: string, child: import('node:child_process').ChildProcess, exited: Promise<void>, gone: boolean, said: string, outlives: boolean }[]} */
  #all = [];
  #stopping = false;
  /** @type {(error: ProcessError) => void} */
  #fail = () => {};

  constructor() {
    mkdirSync(LOGS, { recursive: true });
    /** Rejects when one of them ends by itself. @type {Promise<never>} */
    this.failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.failed.catch(() => {}); // the caller that awaits it handles the error
  }

  /**
   * Starts a process and waits until `ready` returns true.
   * @param {string} name
   * @param {string} command
   * @param {readonly string[]} args
   * @param {{ cwd?: string, env?: Record<string, string>, ready?: (said: string) => unknown, seconds?: number, outlives?: boolean }} [options]
   *   `ready` is called four times a second with the output of the process; `seconds` is the time limit (60);
   *   a process with `outlives` is stopped after the others, because they need it
   */
  async start(name, command, args, { cwd = ROOT, env = {}, ready = () => true, seconds = 60, outlives = false } = {}) {
    if (this.#stopping) throw new ProcessError(`${name} was not started: the demo is stopping`);
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    const log = createWriteStream(join(LOGS, `${name}.log`));
    const one = { name, child, exited: Promise.resolve(), gone: false, said: '', outlives };
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        log.write(chunk);
        one.said = (one.said + chunk).slice(-KEPT);
      });
    }
    one.exited = new Promise((resolve) => {
      child.on('error', (error) => {
        one.said += error.message;
      });
      child.on('close', (code, signal) => {
        one.gone = true;
        log.end();
        resolve();
        if (!this.#stopping)
          this.#fail(new ProcessError(`${name} ended with ${signal ?? `code ${code}`}. Its last output:\n${tail(one.said)}`));
      });
    });
    this.#all.push(one);
    const deadline = Date.now() + seconds * 1000;
    while (!(await Promise.race([ready(one.said), this.failed]))) {
      if (Date.now() > deadline) throw new ProcessError(`${name} was not ready after ${seconds} s. Its last output:\n${tail(one.said)}`);
      await Promise.race([new Promise((resolve) => setTimeout(resolve, 250)), this.failed]);
    }
  }

  /** Stops all processes: SIGTERM to each group, SIGKILL after ten seconds. */
  async stop() {
    this.#stopping = true;
    for (const outlives of [false, true]) {
      await Promise.all(this.#all.filter((one) => one.outlives === outlives && !one.gone).map(stopOne));
    }
  }
}

/** @param {{ child: import('node:child_process').ChildProcess, exited: Promise<void> }} one */
async function stopOne({ child, exited }) {
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), GRACE_MS);
  await exited;
  clearTimeout(timer);
  signalGroup(child, 'SIGKILL'); // in case a child is left
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // the group is gone
  }
}

/** @param {string} text */
function tail(text) {
  return text.trimEnd().split('\n').slice(-15).join('\n');
}
