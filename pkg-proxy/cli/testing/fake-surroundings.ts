import { PassThrough, Writable } from 'node:stream';
import type { FakeAdapters } from '../../queues/testing/fake-adapters';
import { runCommand } from '../command';

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly printed?: (text: string) => void;
  /** A terminal of this size, and not a pipe. */
  readonly screen?: { columns: number; rows: number };
  readonly env?: NodeJS.ProcessEnv;
  readonly warned?: (message: string, fields?: unknown) => void;
  /** Why nothing can be written to standard output. */
  readonly broken?: Error;
}

/** Runs `backlog …` in a world of its own. @returns its exit code and all that it printed */
export async function run(world: FakeAdapters, args: readonly string[], options: RunOptions = {}) {
  const { signal = new AbortController().signal, printed = () => {}, screen, env = {}, warned = () => {}, broken } = options;
  const out = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _, done) {
        out[name] += chunk;
        if (name === 'stdout') printed(String(chunk));
        done(name === 'stdout' ? broken : undefined);
      },
    });
  const code = await runCommand(args, {
    adapters: world,
    log: { info: () => {}, warn: warned },
    env,
    stdin: new PassThrough(),
    stdout: Object.assign(stream('stdout'), screen && { isTTY: true, ...screen }),
    stderr: stream('stderr'),
    signal,
  });
  return { code, ...out };
}

/** A datasource as a line of a provisioning file. */
export function datasource(name: string, jsonData: string): string {
  return `- { type: backlog-celery-datasource, name: ${name}, url: "redis://h", jsonData: { ${jsonData} } }\n`;
}
