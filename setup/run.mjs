import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';

/** A step of the setup failed: what was run, and the last of what it said. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/** Says in one line what the setup does. @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs a command to its end and returns what it wrote to stdout.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, show?: boolean }} [options] `show` passes its output on instead of keeping it
 * @returns {Promise<string>}
 */
export function run(command, args, { cwd = ROOT, env = {}, show = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    const end = () => child.kill();
    process.once('exit', end);
    child.on('close', () => process.off('exit', end));
    let stdout = '';
    let said = '';
    child.stdout?.on('data', (chunk) => {
      stdout += chunk;
      said = (said + chunk).slice(-4000);
    });
    child.stderr?.on('data', (chunk) => {
      said = (said + chunk).slice(-4000);
    });
    child.on('error', (cause) => reject(new SetupError(`cannot run ${command}: ${cause.message}`, { cause })));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(stdout);
      else
        reject(new SetupError(`\`${[command, ...args].join(' ')}\` ended with ${signal ?? `code ${code}`}${said && `:\n${said.trim()}`}`));
    });
  });
}

/**
 * Whether `command` runs and ends well.
 * @param {string} command
 * @param {readonly string[]} args
 */
export async function works(command, args) {
  return run(command, args).then(
    () => true,
    () => false,
  );
}
