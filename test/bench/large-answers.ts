import { setTimeout as sleep } from 'node:timers/promises';
import { fromBinary } from '@bufbuild/protobuf';
import { QueryDataRequestSchema } from '../../pkg-proxy/runtime/gen/backend_pb';
import { GrpcJsClient } from '../protocol/client';
import type { BenchBroker } from './broker';
import type { LoadClient } from './client';
import { launcherFlags, startProgram } from './programs';
import { MANY_QUEUES } from './queue-names';
import { requestOf } from './request';
import { type Row, row } from './table';

const HOUR = { rangeMs: 3600_000, intervalMs: 10_000 };
const DAY = { rangeMs: 24 * 3600_000, intervalMs: 240_000 };
const HELD_UP = { most: 50 };
const ROUNDS = 5;

/** What large answers do to everything else: 10,000 queues with a day of samples in memory. */
export async function largeAnswerRows(broker: BenchBroker, client: LoadClient): Promise<Row[]> {
  const flags = ['--expose-gc', ...(await launcherFlags())].filter((flag) => !flag.startsWith('--max-old-space-size'));
  const program = await startProgram('test/bench/day-in-memory.ts', { BENCH_URL: broker.url, BENCH_MANY: '1' }, flags);
  const beside = new GrpcJsClient(program.address);
  const drive = (query: object, range: typeof HOUR, calls = 1) =>
    client.drive({ request: requestOf({ url: broker.url, query, ...range }), addresses: [program.address], rounds: 1, calls, atATime: 1 });
  const heldUp = async () => {
    const [answer] = await beside.collect('pluginv2.Resource/CallResource', { path: 'held-up', url: 'held-up', method: 'GET' });
    return Number(String(Reflect.get(answer ?? {}, 'body')));
  };
  /** The most that the event loop is held up during the work: of several rounds the least disturbed, as with every figure that stands alone. */
  const during = async (what: string, work: () => Promise<unknown>) => {
    let least = Number.POSITIVE_INFINITY;
    for (let round = 0; round < ROUNDS; round++) {
      await heldUp();
      await work();
      least = Math.min(least, await heldUp());
    }
    return row(`${what}: longest that nothing else is done`, least, 'ms', HELD_UP);
  };
  try {
    const rows = [
      await during('10,000 series × 360 points', () => drive({}, HOUR)),
      await during('the largest 5 of 40,000 series of a day', () => drive({ by: 'priority', top: 5 }, DAY)),
      await during('`/metrics` of 10,000 queues', () => beside.call('pluginv2.Diagnostics/CollectMetrics', {})),
    ];
    const large = [
      drive({}, HOUR, 10),
      drive({ by: 'priority', top: 5 }, DAY, 5),
      drive({ by: 'total', measures: ['waiting', 'status'] }, DAY, 5),
    ];
    const p95 = await latency(beside, broker.url, Promise.all(large));
    return [...rows, row('`now` of one queue beside three such at a time, p95', p95, 'ms', { most: 60 })];
  } finally {
    beside.close();
    await program.stop();
  }
}

/** The 95th percentile of a small query that is asked again and again until `end`. */
async function latency(client: GrpcJsClient, url: string, end: Promise<unknown>): Promise<number> {
  const message = fromBinary(QueryDataRequestSchema, requestOf({ url, query: { queryType: 'now', queues: [MANY_QUEUES[7]] } }));
  const request = { pluginContext: message.pluginContext, queries: message.queries.map(({ refId, json }) => ({ refId, json })) };
  const times: number[] = [];
  let going = true;
  const stop = end.finally(() => {
    going = false;
  });
  while (going) {
    const began = performance.now();
    await client.call('pluginv2.Data/QueryData', request);
    times.push(performance.now() - began);
    await sleep(5);
  }
  await stop;
  return times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
}
