import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { BenchBroker } from './broker';
import type { LoadClient } from './client';
import { startPlugin } from './programs';
import { requestOf } from './request';
import { type Row, row } from './table';

const SECONDS = 10;
/** Sent by this benchmark itself, to ask. */
const OURS = new Set(['config|resetstat', 'info', 'acl|cat']);

/** What one datasource sampling every second costs the broker, looked at by nobody and by 50. */
export async function brokerLoadRows({ admin, url }: BenchBroker, client: LoadClient): Promise<Row[]> {
  const plugin = await startPlugin();
  const request = requestOf({ url, jsonData: { sampleSeconds: 1 }, query: { queryType: 'now' } });
  const ask = (calls: number, atATime: number, rounds = 1) =>
    client.drive({ request, addresses: [plugin.address], rounds, calls, atATime });
  try {
    await ask(1, 1); // starts the sampler
    await sleep(3000); // and the first discovery is over
    const alone = await during(admin, async () => ({ asked: 0 }));
    const watched = await during(admin, async (until) => {
      let asked = 0;
      while (Date.now() < until) asked += await ask(500, 50).then(() => 1000);
      return { asked };
    });
    const reads = (counts: ReadonlyMap<string, number>) => counts.get('evalsha_ro') ?? 0;
    const perSecond = ({ counts, seconds }: Awaited<ReturnType<typeof during>>) => reads(counts) / seconds;
    const writing = new Set(await category(admin, 'write'));
    const writes = [...alone.counts, ...watched.counts].filter(([name]) => writing.has(name.split('|')[0] ?? '')).length;
    return [
      row('commands a second at the broker, 1,000 queues each second, no viewer', perSecond(alone), '/s'),
      row(
        `the same with 50 viewers at once (${watched.asked.toLocaleString('en-US')} queries)`,
        perSecond(watched),
        '/s',
        { most: 1.15 },
        { name: 'no viewer', value: perSecond(alone) },
      ),
      row('write commands among them', writes, '', { most: 0 }),
    ];
  } finally {
    await plugin.stop();
  }
}

/** Which commands the broker ran, and how often, while `work` went on until the given time and that long at least. */
async function during(admin: Redis, work: (until: number) => Promise<{ asked: number }>) {
  await admin.config('RESETSTAT');
  const began = Date.now();
  const until = began + SECONDS * 1000;
  const { asked } = await work(until);
  await sleep(Math.max(0, until - Date.now()));
  const seconds = (Date.now() - began) / 1000;
  const stats = await admin.info('commandstats');
  const counts = new Map<string, number>();
  for (const [, name = '', calls] of stats.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)) if (!OURS.has(name)) counts.set(name, Number(calls));
  return { asked, seconds, counts };
}

async function category(admin: Redis, name: string): Promise<string[]> {
  const commands: unknown = await admin.call('ACL', 'CAT', name);
  return Array.isArray(commands) ? commands.map(String) : [];
}
