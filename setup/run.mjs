import { spawn } from 'node:child_process';
import { ROOT } from './paths.mjs';

/** A setup step failed: the command, and its last output. */
export class SetupError extends Error {
  /** @override */
  name = 'SetupError';
}

/** Prints one line about what the setup does. @param {string} line */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/**
 * Runs a command to its end and returns its stdout.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string>, show?: boolean }} [options] `show` prints its output instead of returning it
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
 * Whether `command` runs and succeeds.
 * @param {string} command
 * @param {readonly string[]} args
 */
export async function works(command, args) {
  return run(command, args).then(
    () => true,
    () => false,
  );
}
