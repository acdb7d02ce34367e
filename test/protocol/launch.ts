import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { build } from 'esbuild';
import { stopProcess } from '../setup/stop-process';
import { waitFor } from '../setup/wait-for';

/** The datasource that does what tests ask of it, and the example of the package. */
export const TEST_PLUGIN = 'test/protocol/plugin/main.ts';
export const EXAMPLE = 'pkg-proxy/runtime/example/random-walk.ts';

/** The Node that runs the plugin: another one than the tests' own where vitest.config.ts says so. */
export const NODE = process.env['BACKLOG_TEST_NODE'] ?? process.execPath;

export const COOKIE = { grafana_plugin_type: 'datasource' } as const;

export interface Bundle {
  readonly file: string;
  readonly folder: string;
  remove(): Promise<void>;
}

/** Bundles a program as the build does. `entry` is a path from the root of the repository. */
export async function bundle(entry: string): Promise<Bundle> {
  const folder = await mkdtemp(join(tmpdir(), 'protocol-'));
  const file = join(folder, 'main.mjs');
  await bundleInto(file, resolve(entry));
  return { file, folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** @returns the source files that are in the bundle, relative to `from` */
export async function bundleInto(file: string, entry: string, from = process.cwd()): Promise<string[]> {
  const { metafile } = await build({
    absWorkingDir: from,
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    metafile: true,
    platform: 'node',
    format: 'esm',
    banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
  });
  return Object.keys(metafile.inputs);
}

/** A script beside a bundle that runs it with the Node under test, for what starts a plugin by the name of a program. @returns its path */
export async function launcher(file: string): Promise<string> {
  const path = join(dirname(file), 'plugin');
  await writeFile(path, `#!/bin/sh\nexec '${NODE}' '${file}'\n`);
  await chmod(path, 0o755);
  return path;
}

/** A started process and all it has said so far. */
export class Started {
  stdout = '';
  stderr = '';
  readonly #closed: Promise<unknown>;

  constructor(readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk) => {
      this.stdout += chunk;
    });
    child.stderr?.on('data', (chunk) => {
      this.stderr += chunk;
    });
    this.#closed = once(child, 'close');
  }

  /** Waits for the handshake. @returns where gRPC is served, in the words of gRPC: `unix:/path` */
  async address(): Promise<string> {
    const line = await waitFor('the handshake', 20_000, () => (this.stdout.includes('\n') ? this.stdout : ''));
    const [, address] = /^1\|2\|(unix\|\/.+)\|grpc\n$/.exec(line) ?? [];
    if (!address) throw new Error(`expected a handshake, got ${JSON.stringify(line)}`);
    return address.replace('|', ':');
  }

  /** Waits for the end of the process and of its output. @returns its exit code, null after a signal */
  async exit(): Promise<number | null> {
    await this.#closed;
    return this.child.exitCode;
  }

  /** The log so far, parsed: throws if a line is not JSON. */
  log(): Record<string, unknown>[] {
    return this.stderr
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  }

  stop(): Promise<void> {
    return stopProcess(this.child);
  }
}

/** A bare connection to an address such as `Started.address` gives. */
export function connectTo(address: string): Socket {
  return connect(address.replace(/^unix:/, ''));
}

/** Starts a bundle with nothing but these variables in its environment, as Grafana does. */
export function start(file: string, env: Readonly<Record<string, string>> = COOKIE): Started {
  return new Started(spawn(NODE, [file], { env, stdio: ['ignore', 'pipe', 'pipe'] }));
}
