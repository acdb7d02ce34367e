import type { BenchBroker } from './broker';
import type { Driven, LoadClient } from './client';
import { type Program, startPlugin, startProgram } from './programs';
import { QUEUES } from './queue-names';
import { requestOf } from './request';
import { type Row, row } from './table';

const ROUNDS = 5;
const FEW = { queues: ['celery', 'emails', 'reports', 'thumbnails'], discover: false };

/** Queries from memory at a gRPC client, beside the least that a server in Node can do. */
export async function queryRows(broker: BenchBroker, client: LoadClient): Promise<Row[]> {
  const floor = await startProgram('test/bench/floor.ts');
  const few = await startPlugin();
  const many = await startPlugin();
  const programs: Program[] = [floor, few, many];
  try {
    const addresses = [floor.address, few.address];
    const one = requestOf({ url: broker.url, jsonData: FEW, query: { queryType: 'now', queues: ['celery'] } });
    const single = await client.drive({ request: one, addresses, rounds: ROUNDS, calls: 1000, atATime: 1 });
    const twenty = await client.drive({ request: one, addresses, rounds: ROUNDS, calls: 4000, atATime: 20 });
    const oneOfMany = requestOf({ url: broker.url, query: { queryType: 'now', queues: [QUEUES[0]] } });
    const known = { request: oneOfMany, addresses: [floor.address, many.address], rounds: ROUNDS };
    const singleOfMany = await client.drive({ ...known, calls: 1000, atATime: 1 });
    const twentyOfMany = await client.drive({ ...known, calls: 4000, atATime: 20 });
    const priorities = requestOf({ url: broker.url, query: { queryType: 'now', by: 'priority', queues: QUEUES.slice(0, 100) } });
    const [byPriority] = await client.drive({
      request: priorities,
      addresses: [many.address],
      rounds: ROUNDS,
      calls: 100,
      atATime: 1,
      leastBytes: 400 * 8,
    });
    return [
      ...besideFloor('`now` of one queue', single, twenty),
      ...besideFloor('`now` of one queue where 1,000 are known', singleOfMany, twentyOfMany),
      row('`now` of 100 queues × 4 priorities in one query, p50', byPriority?.bestP50 ?? Number.NaN, 'ms', { most: 3 }),
    ];
  } finally {
    await Promise.all(programs.map((program) => program.stop()));
  }
}

/**
 * As a multiple of the floor. RedisGrafana's redis-datasource takes 2 for its single LLEN, and reaches 0.47 of the throughput:
 * docs/benchmarks.md.
 */
const BUDGET = { p50: 1.25, perSecond: 0.8 };

function besideFloor(what: string, [floor1, ours1]: Driven[], [floor20, ours20]: Driven[]): Row[] {
  const nan = Number.NaN;
  const name = 'bare node:http2 server';
  return [
    row(`${what}, one at a time, p50`, ours1?.p50 ?? nan, 'ms', { most: BUDGET.p50 }, { name, value: floor1?.p50 ?? nan }),
    row(`${what}, 20 at a time`, ours20?.perSecond ?? nan, '/s', { least: BUDGET.perSecond }, { name, value: floor20?.perSecond ?? nan }),
  ];
}
