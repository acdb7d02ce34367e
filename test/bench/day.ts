import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { GrpcJsClient } from '../protocol/client';
import type { BenchBroker } from './broker';
import type { LoadClient } from './client';
import { median } from './measure';
import { launcherFlags, type Program, startProgram } from './programs';
import { requestOf } from './request';
import { type Row, row } from './table';

const HOUR = { rangeMs: 3600_000, intervalMs: 10_000, name: 'the last hour' };
const DAY = { rangeMs: 24 * 3600_000, intervalMs: 240_000, name: 'the last day' };
const ROUNDS = 3;
const POINTS = 359; // an edge may fall out

/** Memory and long answers with 24 hours of 1,000 queues in memory. */
export async function dayRows(broker: BenchBroker, client: LoadClient): Promise<Row[]> {
  const program = await startProgram('test/bench/day-in-memory.ts', { BENCH_URL: broker.url }, ['--expose-gc', ...(await launcherFlags())]);
  try {
    const request = requestOf({ url: broker.url, query: { queryType: 'now' } });
    await client.drive({ request, addresses: [program.address], rounds: 1, calls: 1, atATime: 1 });
    await sleep(1000);
    const before = await residentMB(program);
    const answers: Row[] = [];
    for (const range of [HOUR, DAY]) {
      const [atClient] = await client.drive({
        request: requestOf({ url: broker.url, query: {}, ...range }),
        addresses: [program.address],
        rounds: ROUNDS,
        calls: 15,
        atATime: 1,
        leastBytes: 1000 * POINTS * 8,
      });
      const what = `1,000 series × 360 points, ${range.name}, p50`;
      answers.push(row(`${what} inside the process`, await inProcess(program, range), 'ms', { most: 40 }));
      answers.push(row(`${what} at the client`, atClient?.bestP50 ?? Number.NaN, 'ms', { most: 40 }));
    }
    return [
      ...answers,
      row('RSS with 1,000 queues and 24 h of 5-second samples', before, 'MB', { most: 110 }),
      row('the same after 210 answers of 3 MB', await residentMB(program), 'MB'),
    ];
  } finally {
    await program.stop();
  }
}

async function inProcess({ address }: Program, { rangeMs, intervalMs }: typeof HOUR): Promise<number> {
  const client = new GrpcJsClient(address);
  try {
    const path = `${rangeMs}/${intervalMs}`;
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      const [answer] = await client.collect('pluginv2.Resource/CallResource', { path, url: path, method: 'GET' });
      const body: unknown = JSON.parse(String(Reflect.get(answer ?? {}, 'body')));
      best = Math.min(best, median(Reflect.get(Object(body), 'times')));
    }
    return best;
  } finally {
    client.close();
  }
}

async function residentMB({ pid }: Program): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) / 1024;
}
