import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A backend after its handshake. */
export interface PluginProcess {
  /** Address of its gRPC server, in gRPC syntax: `unix:/path`. */
  readonly address: string;
  readonly pid: number;
  /** Resolves when the process has ended. */
  readonly exited: Promise<void>;
  /** Kills it. For a graceful end use `PluginClient.shutdown`. */
  kill(): void;
}

const HANDSHAKE_MS = 15_000;
/** Environment of a backend in Grafana 12.4, which passes only the proxy variables of its own. */
const GRAFANA_ENV = { grafana_plugin_type: 'datasource', PLUGIN_PROTOCOL_VERSIONS: '2', GF_VERSION: '12.4.2' };
const GO_NAMES: Readonly<Record<string, string>> = { win32: 'windows', x64: 'amd64' };
const goName = (name: string) => GO_NAMES[name] ?? name;

/** Grafana's name for the backend on this machine: `<executable>_<os>_<arch>`, as Go names them. */
export async function backendExecutable(dist: string): Promise<string> {
  const { executable } = JSON.parse(await readFile(join(dist, 'plugin.json'), 'utf8'));
  return join(dist, `${executable}_${goName(platform())}_${goName(arch())}${platform() === 'win32' ? '.exe' : ''}`);
}

/**
 * Starts a backend like Grafana and waits for its one line on stdout: `1|2|unix|PATH|grpc`.
 * @param onLog gets each line of its stderr
 * @throws if it ends, prints something else, or prints nothing within 15 s
 */
export async function startPluginProcess(
  executable: string,
  onLog: (line: string) => void,
  env: Record<string, string> = {},
): Promise<PluginProcess> {
  const child = spawn(executable, [], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...GRAFANA_ENV, ...env } });
  createInterface({ input: child.stderr }).on('line', onLog);
  const lines = createInterface({ input: child.stdout });
  const timer = setTimeout(() => child.kill('SIGKILL'), HANDSHAKE_MS);
  const exited = once(child, 'exit').then(() => {});
  const [line] = await Promise.race([
    once(lines, 'line'),
    exited.then(() => [`the process ended with ${child.signalCode ?? `code ${child.exitCode}`}`]),
  ]).finally(() => clearTimeout(timer));
  const [core, protocol, network, address, kind] = String(line).split('|');
  if (core !== '1' || protocol !== '2' || network !== 'unix' || kind !== 'grpc' || !address || child.pid === undefined) {
    child.kill('SIGKILL');
    throw new Error(`no handshake from ${executable}: expected 1|2|unix|<path>|grpc, got "${line}"`);
  }
  return { address: `unix:${address}`, pid: child.pid, exited, kill: () => child.kill('SIGKILL') };
}
