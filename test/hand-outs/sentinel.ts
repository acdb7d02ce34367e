import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRedis, type TestRedis } from '../setup/redis';

/** A sentinel of a master on loopback. */
export async function startSentinel(masterPort: number, name: string): Promise<TestRedis> {
  const folder = await mkdtemp(join(tmpdir(), 'backlog-sentinel-'));
  const config = join(folder, 'sentinel.conf'); // the sentinel writes into it
  await writeFile(config, `sentinel monitor ${name} 127.0.0.1 ${masterPort} 1\n`);
  const sentinel = await startRedis({ config, args: ['--sentinel'] });
  const stop = async () => {
    await sentinel.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { ...sentinel, stop };
}
