import { join } from 'node:path';
import { ROOT } from '../../setup/paths.mjs';
import { run } from '../../setup/run.mjs';
import type { Platform } from './pins';

/**
 * Builds the launcher, a static Go binary. Nothing of this machine is in it, so the same Go gives the same bytes everywhere.
 * @throws SetupError if Go is missing, or with the compiler's messages
 */
export async function buildLauncher({ os, arch }: Pick<Platform, 'os' | 'arch'>, file: string): Promise<void> {
  const env = { GOOS: os, GOARCH: arch, CGO_ENABLED: '0', GOFLAGS: '-buildvcs=false' };
  await run('go', ['build', '-trimpath', '-ldflags', '-s -w -buildid=', '-o', file, '.'], { cwd: join(ROOT, 'launcher'), env });
}
