import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';
import { venvPython as findVenvPython, oldestPython } from '../../setup/python.mjs';
import { freePort } from './free-port';
import { stopProcess } from './stop-process';
import { waitFor } from './wait-for';

const execute = promisify(execFile);

/** The Python of `.cache/venv`, which has Celery, kombu, redis-py, boto3 and moto; undefined when it was never set up. */
export function venvPython(): string | undefined {
  return findVenvPython();
}

/** @throws when there is no virtual environment yet */
export function requirePython(): string {
  const python = venvPython();
  if (!python) throw new Error('no .cache/venv: run `npm test` or `npm start` once, it sets it up');
  return python;
}

/** A Celery with the Python that has it. */
export interface CeleryVersion {
  readonly name: string;
  readonly python: string;
}

/**
 * The oldest Celery that pip installs and the newest, for `describe.each`.
 * @throws when there is no virtual environment yet
 */
export function celeryVersions(): CeleryVersion[] {
  const oldest = oldestPython();
  if (!oldest) throw new Error('no .cache/venv-oldest: run `npm test` once, it sets it up');
  return [
    { name: 'the oldest Celery', python: oldest },
    { name: 'the newest Celery', python: requirePython() },
  ];
}

/**
 * Runs Python source to its end and returns what it printed.
 * @throws with the traceback when it fails or takes longer than 60 s
 */
export async function runPython(code: string, env: Record<string, string> = {}): Promise<string> {
  const { stdout } = await execute(requirePython(), ['-c', code], { env: { ...process.env, ...env }, timeout: 60_000 });
  return stdout;
}

/** A Python process of a test's own. */
export interface PythonProcess {
  child: ChildProcess;
  /** Its last 8 KB of output. */
  output(): string;
  /** Whether its first megabyte of output has the text. A worker that is ready may at once log hundreds of tasks. */
  hasSaid(text: string): boolean;
  stop(): Promise<void>;
}

export function spawnPython(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; python?: string; stdin?: boolean } = {},
): PythonProcess {
  const child = spawn(options.python ?? requirePython(), args, {
    cwd: options.cwd,
    env: { ...process.env, PYTHONUNBUFFERED: '1', ...options.env },
    stdio: [options.stdin ? 'pipe' : 'ignore', 'pipe', 'pipe'],
  });
  let first = '';
  let last = '';
  const take = (chunk: Buffer) => {
    if (first.length < 1_000_000) first += chunk;
    last = (last + chunk).slice(-8000);
  };
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', take);
  return { child, output: () => last, hasSaid: (text) => first.includes(text), stop: () => stopProcess(child) };
}

/** Waits until `ready`; fails at once, with the process's last words, when it ends before. */
export async function waitForPython(what: string, python: PythonProcess, ready: () => boolean | Promise<boolean>): Promise<void> {
  try {
    await waitFor(what, 60_000, () => {
      if (python.child.exitCode !== null) throw new Error(`${what}: ended with code ${python.child.exitCode}`);
      return ready();
    });
  } catch (cause) {
    await python.stop();
    throw new Error(`${what} did not start:\n${python.output()}`, { cause });
  }
}

/** moto's server: AWS on loopback. Any access key will do. */
export interface TestMoto {
  port: number;
  url: string;
  /** Forgets every metric. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Why there is no moto here, for the name of the tests that are skipped; empty if there is. */
export function withoutMoto(): string {
  return venvPython() ? '' : ' (skipped: no moto in .cache/venv)';
}

export async function startMoto(): Promise<TestMoto> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const moto = spawnPython(['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)]);
  await waitForPython(`moto on port ${port}`, moto, () =>
    fetch(`${url}/moto-api/data.json`).then(
      (r) => r.ok,
      () => false,
    ),
  );
  const reset = async () => void (await fetch(`${url}/moto-api/reset`, { method: 'POST' }));
  return { port, url, reset, stop: moto.stop };
}
