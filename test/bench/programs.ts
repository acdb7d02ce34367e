import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { COOKIE, Started } from '../protocol/launch';

export const EXECUTABLE = resolve(
  `dist/gpx_backlog_${process.platform === 'darwin' ? 'darwin' : 'linux'}_${process.arch === 'arm64' ? 'arm64' : 'amd64'}`,
);

/** A server in a process of its own. */
export interface Program {
  readonly pid: number;
  /** Where it serves gRPC. */
  readonly address: string;
  stop(): Promise<void>;
}

/** What the built launcher tells Node before the program, such as a limit of memory. */
export async function launcherFlags(): Promise<string[]> {
  const [, flags = ''] = /exec "\$node" (.*?)"\$here\/backend/.exec(await readFile(EXECUTABLE, 'utf8')) ?? [];
  return flags.split(' ').filter((flag) => flag.startsWith('--'));
}

/** Starts the built plugin as Grafana does. */
export function startPlugin(): Promise<Program> {
  return launch(EXECUTABLE, [], { ...COOKIE, GF_PLUGIN_NODE: process.execPath });
}

/** Bundles a program as the build does and starts it. `entry` is a path from the root of the repository. */
export async function startProgram(
  entry: string,
  env: Readonly<Record<string, string>> = {},
  flags: readonly string[] = [],
): Promise<Program> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  await build({
    entryPoints: { main: resolve(entry) },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    splitting: true,
    minifySyntax: true,
    minifyWhitespace: true,
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  const program = await launch(process.execPath, [...flags, join(folder, 'main.mjs')], { ...COOKIE, ...env });
  return {
    ...program,
    async stop() {
      await program.stop();
      if (existsSync(folder)) await rm(folder, { recursive: true });
    },
  };
}

async function launch(command: string, args: readonly string[], env: Record<string, string>): Promise<Program> {
  const started = new Started(spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  try {
    const address = await started.address();
    return { pid: started.child.pid ?? 0, address, stop: () => started.stop() };
  } catch (cause) {
    await started.stop();
    throw new Error(`${command} ${args.join(' ')} did not start:\n${started.stderr}`, { cause });
  }
}
