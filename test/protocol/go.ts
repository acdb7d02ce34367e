import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Whether there is a Go to build with. */
export function hasGo(): boolean {
  try {
    execFileSync('go', ['version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Builds the client on Grafana's own Go SDK. @returns its path, within `folder` */
export async function buildGoClient(folder: string): Promise<string> {
  const client = join(folder, 'protocol');
  await promisify(execFile)('go', ['build', '-o', client, '.'], { cwd: 'test/protocol/golang' });
  return client;
}
