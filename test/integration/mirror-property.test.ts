import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { serverFault, throttling } from '../../demo/cloudwatch/faults';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import type { ArchiveRequest } from '../../pkg-proxy/queues/ports/archive';
import { RedisMinuteLock } from '../../pkg-proxy/redis/minute-lock';
import { parseSettings } from '../../src/contract/parse-settings';
import { STATISTICS } from '../../src/contract/queries/history';
import { startMoto, type TestMoto, withoutMoto } from '../setup/python';
import { startRedis, type TestRedis } from '../setup/redis';
import { randomOf } from '../setup/seeded-random';
import { archiveAt, ask, HOUR, MINUTE, points } from './archive-harness';
import { patient, storeAt, withoutAwsEnvironment } from './cloudwatch-harness';
import { liveThrough, type Tally, type Told, type World } from './mirror-histories';

/** Random histories through mirror, CloudWatch and archive; `HISTORIES` of them each. */
const seeds = Array.from({ length: Number(process.env.HISTORIES ?? 3) }, (_, i) => i + 1);
const MINUTES = 60;
const QUEUES = ['celery', 'emails', '🚀 launch'];
const start = Math.floor(Date.now() / MINUTE) * MINUTE - 3 * HOUR;

let redis: TestRedis;
let admin: Redis;
beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
  await import('@aws-sdk/client-cloudwatch'); // before the clock runs fast
});
afterAll(async () => {
  admin.disconnect();
  await redis.stop();
});
beforeEach(async () => {
  withoutAwsEnvironment();
  await admin.flushall();
  vi.useFakeTimers({ now: start, toFake: ['Date', 'setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const settings = () => parseSettings({ uid: 'u', name: 'n', url: redis.url, user: '', jsonData: {}, secureJsonData: {} });
/** As in a system that has been running since long. */
async function redisLock(): Promise<() => RedisMinuteLock> {
  await admin.set('backlog:history:since', '2020-01-01T00:00Z');
  return () => new RedisMinuteLock({ connection: settings().connection, prefix: 'backlog:', series: 'history' });
}

/** What one witness of a minute saw, or nothing, for each queue: compared with all that can be read. */
async function expectTruth(endpoint: string, { witnesses }: Told, sampleCount: SampleCount): Promise<Set<number>> {
  vi.useRealTimers();
  const [from, to] = [start - 5 * MINUTE, start + (MINUTES + 30) * MINUTE];
  const archive = archiveAt(endpoint, { now: () => to + HOUR });
  const read = new Map<ArchiveRequest['statistic'], Map<number, number>[]>();
  for (const statistic of STATISTICS) {
    const segments = await archive.read(ask(from, to, { queues: QUEUES, statistic }), patient());
    read.set(
      statistic,
      QUEUES.map((_, q) => new Map(points(segments, q))),
    );
  }
  archive.close();
  const present = new Set<number>();
  for (const [q, queue] of QUEUES.entries()) {
    const counts = await sampleCount(queue, from, to);
    for (let at = from; at < to; at += MINUTE) {
      const told = STATISTICS.map((statistic) => read.get(statistic)?.[q]?.get(at) ?? null);
      const count = counts.get(at) ?? null;
      if (count === null && told.every((value) => value === null)) continue;
      present.add(at);
      const possible = witnesses.flatMap((witness) => witness.get(at)?.get(queue) ?? []).map((tally) => JSON.stringify(factsOf(tally)));
      const found = JSON.stringify([...told.map((value) => round(value ?? Number.NaN)), count]);
      expect(possible, `${queue} at minute ${(at - start) / MINUTE}: max, min, avg, last and number of samples`).toContain(found);
    }
  }
  return present;
}
type SampleCount = (queue: string, from: number, to: number) => Promise<ReadonlyMap<number, number>>;

const round = (value: number) => Math.round(value * 1e6) / 1e6;
/** What CloudWatch must say of the samples of a minute: STATISTICS, then how many. It has no `last`: the average stands for it. */
function factsOf(tally: Tally): number[] {
  const count = [...tally.values()].reduce((a, b) => a + b, 0);
  const average = [...tally].reduce((sum, [value, n]) => sum + value * n, 0) / count;
  const facts = { max: Math.max(...tally.keys()), min: Math.min(...tally.keys()), avg: average, last: average };
  return [...STATISTICS.map((statistic) => round(facts[statistic])), count];
}

/** Minutes of which somebody who lived to the end saw a length, and which are not there. */
const absent = ({ survivors }: Told, present: ReadonlySet<number>) =>
  [...new Set(survivors.flatMap((witness) => [...witness].filter(([, seen]) => seen.size > 0).map(([at]) => at)))].filter(
    (at) => !present.has(at),
  );

describe('any history of two writers with a lock: every point right or absent, none invented, none doubled', () => {
  test.each(seeds)('strict CloudWatch, seed %d', async (seed) => {
    const cloudWatch = await StrictCloudWatch.start({ now: () => Math.max(Date.now(), start + 2 * HOUR) });
    const world: World = {
      random: randomOf(seed),
      store: () => storeAt({ endpoint: cloudWatch.url }),
      lock: await redisLock(),
      disturb: (random) => cloudWatch.fail('PutMetricData', Math.ceil(random() * 8), random() < 0.5 ? throttling : serverFault),
      calm: () => cloudWatch.recover(),
    };
    try {
      const told = await liveThrough(world, 2, MINUTES);
      const present = await expectTruth(cloudWatch.url, told, async (queue) => {
        const dimensions = { Broker: 'production', Queue: queue === '🚀 launch' ? '%F0%9F%9A%80 launch' : queue };
        const counts = cloudWatch.series('Celery/Redis', 'Waiting', dimensions, 'SampleCount', 60);
        return new Map(counts.map(({ at, value }) => [at, value]));
      });
      expect(absent(told, present).length, 'a minute is lost with a death at most').toBeLessThanOrEqual(told.crashes);
      expect(present.size).toBeGreaterThan(MINUTES / 2);
    } finally {
      await cloudWatch.close();
    }
  });
});

const reason = withoutMoto();
describe.skipIf(reason !== '')(`the same against moto, which never fails${reason}`, () => {
  let moto: TestMoto;
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto.stop());

  test('seed 1', async () => {
    await moto.reset();
    const told = await liveThrough(
      { random: randomOf(1), store: () => storeAt({ endpoint: moto.url }), lock: await redisLock() },
      2,
      MINUTES,
    );
    const present = await expectTruth(moto.url, told, (queue, from, to) => sampleCountAt(moto.url, queue, from, to));
    expect(absent(told, present).length).toBeLessThanOrEqual(told.crashes);
    expect(present.size).toBeGreaterThan(MINUTES / 2);
  });
});

async function sampleCountAt(endpoint: string, queue: string, from: number, to: number): Promise<Map<number, number>> {
  const client = new CloudWatchClient({ endpoint, region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  const Dimensions = [
    { Name: 'Broker', Value: 'production' },
    { Name: 'Queue', Value: queue === '🚀 launch' ? '%F0%9F%9A%80 launch' : queue },
  ];
  const { MetricDataResults } = await client.send(
    new GetMetricDataCommand({
      StartTime: new Date(from),
      EndTime: new Date(to),
      MetricDataQueries: [
        {
          Id: 'a',
          MetricStat: { Metric: { Namespace: 'Celery/Redis', MetricName: 'Waiting', Dimensions }, Period: 60, Stat: 'SampleCount' },
        },
      ],
    }),
  );
  client.destroy();
  const { Timestamps = [], Values = [] } = MetricDataResults?.[0] ?? {};
  return new Map(Timestamps.map((at, i) => [at.getTime(), Values[i] ?? Number.NaN]));
}
