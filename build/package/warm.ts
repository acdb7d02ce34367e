import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../setup/run.mjs';

/**
 * Users whose Grafana finds the compiled bundle: Node keeps one cache for each user, and Grafana's own image, which is read-only for
 * its user, cannot make one. Root, Grafana's image, distroless's `nonroot`. For others Node compiles at each start (about 20 ms more),
 * unless they may write into the folder.
 */
const USERS = ['0', '472', '65532'];

/**
 * Starts the packaged plugin once, so that its compiled code lies beside it.
 * @param folder of the unpacked plugin, for this machine's platform
 */
export async function warm(folder: string): Promise<void> {
  const parts = join(folder, 'node');
  const cache = join(parts, 'cache');
  // As launcher/program.go does, with a fixed seed, which gives the same bytes each time. It is none of the flags by which V8 refuses a cache.
  const node = [join(parts, 'node'), '--random-seed=1', '--max-semi-space-size=2', join(folder, 'backend', 'main.mjs')];
  const [program = '', ...args] =
    process.platform === 'linux' ? [join(parts, 'lib', 'ld.so'), '--library-path', join(parts, 'lib'), ...node] : node;
  const child = spawn(program, args, {
    env: { grafana_plugin_type: 'datasource', PLUGIN_PROTOCOL_VERSIONS: '2', NODE_COMPILE_CACHE: cache, NODE_COMPILE_CACHE_PORTABLE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = once(child, 'exit');
  await Promise.race([once(child.stdout, 'data'), ended]);
  child.kill('SIGTERM'); // Node writes the cache as it ends
  await ended;
  const [made = ''] = await readdir(cache).catch(() => []);
  const [, version] = /^(.*)-\d+$/.exec(made) ?? [];
  if (!version) throw new SetupError(`the packaged plugin left no compiled code in ${cache}:\n${said}`);
  await rename(join(cache, made), join(cache, 'made'));
  for (const user of USERS) await cp(join(cache, 'made'), join(cache, `${version}-${user}`), { recursive: true });
  await rm(join(cache, 'made'), { recursive: true });
}
