import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { lostAnswer, throttling } from '../../demo/cloudwatch/faults';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { Mirror, type MirrorOptions } from '../../pkg-proxy/queues/mirror/mirror';
import type { MetricStore } from '../../pkg-proxy/queues/ports/metric-store';
import { ClosedMinutes } from '../../pkg-proxy/queues/runs/minutes/closed-minutes';
import { RunsBook } from '../../pkg-proxy/queues/runs/runs-book';
import type { TaskMeasure } from '../../src/contract/task-measures';
import { sampleOf, storeAt, withoutAwsEnvironment } from './cloudwatch-harness';

/** What tasks did, from their events through the mirror and the real adapter to a strict CloudWatch, on one clock that the test moves. */
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The middle of an hour, so that no test runs into the next. */
const start = Math.floor(Date.now() / HOUR) * HOUR + 20 * MINUTE;
const realTimeout = globalThis.setTimeout;
const nothing = { queueOfMessage: () => undefined, queueOfTask: () => undefined, onlyQueueOf: () => undefined };
const ALL: readonly TaskMeasure[] = ['succeeded', 'failed', 'retried', 'runtime'];

let cloudWatch: StrictCloudWatch;
let store: MetricStore;
let mirror: Mirror;
let book: RunsBook;
let busy = 0;
let runs = 0;

beforeAll(async () => void (await import('@aws-sdk/client-cloudwatch')));
beforeEach(async () => {
  withoutAwsEnvironment();
  vi.useFakeTimers({ now: start, toFake: ['Date', 'performance', 'setTimeout', 'clearTimeout'] });
  cloudWatch = await StrictCloudWatch.start();
  store = storeAt({ endpoint: cloudWatch.url });
  book = new RunsBook(() => nothing);
  book.begin();
});
afterEach(async () => {
  mirror.close();
  store.close();
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await cloudWatch.close();
});

function startMirror(options: Partial<MirrorOptions> = {}, maxTasks = 20, taskMeasures = ALL): void {
  const counted: MetricStore = {
    label: store.label,
    check: (signal) => store.check(signal),
    close: () => store.close(),
    async put(records, signal) {
      busy++;
      try {
        return await store.put(records, signal);
      } finally {
        busy--;
      }
    },
  };
  const settings = { maxQueues: 100, measures: ['waiting'], maxTasks, taskMeasures } as const;
  mirror = new Mirror({ store: counted, settings, tasks: new ClosedMinutes(book), ...options });
  mirror.start();
}

async function pass(milliseconds: number): Promise<void> {
  const end = Date.now() + milliseconds;
  while (Date.now() < end || busy) {
    await vi.advanceTimersByTimeAsync(Math.min(busy ? 50 : 1_000, Math.max(50, end - Date.now())));
    if (busy) await new Promise((resolve) => realTimeout(resolve, 5));
  }
}

function ran(name: string, end: 'succeeded' | 'failed' | 'retried' = 'succeeded', runtime = 1): void {
  const event = { uuid: `u${runs++}`, node: 'w@h', at: Date.now() };
  const ended = end === 'succeeded' ? { ...event, kind: end, runtime } : { ...event, kind: end, exception: 'KeyError' };
  book.heard([{ ...event, kind: 'received', name }, { ...event, kind: 'started' }, ended], 1);
}

const datums = (metric: string, task: string) => cloudWatch.datums('Celery/Redis', metric, { Broker: 'production', Task: task });
const valuesOf = (metric: string, task: string) => datums(metric, task).map(({ at, values }) => [(at - start) / MINUTE, ...values.keys()]);
const statistic = (metric: string, task: string, stat: string, period = 300) =>
  cloudWatch.series('Celery/Redis', metric, { Broker: 'production', Task: task }, stat, period)[0]?.value ?? Number.NaN;
const listened = () => cloudWatch.datums('Celery/Redis', 'Listened', { Broker: 'production' });

describe('what tasks did', () => {
  test('arrives once a minute, in the same request as the queues', async () => {
    startMirror();
    mirror.accept(sampleOf(Date.now(), { celery: 3 }));
    ran('a');
    ran('a', 'failed');
    ran('b', 'retried');
    await pass(MINUTE);
    ran('a');
    mirror.accept(sampleOf(Date.now(), { celery: 3 }));
    await pass(2 * MINUTE);
    expect(valuesOf('Succeeded', 'a').slice(0, 2)).toEqual([
      [0, 1],
      [1, 1],
    ]);
    expect(valuesOf('Failed', 'a').slice(0, 2)).toEqual([
      [0, 1],
      [1, 0],
    ]);
    expect(valuesOf('Retried', 'b')[0]).toEqual([0, 1]);
    expect(valuesOf('Runtime', 'b')).toEqual([]);
    const puts = cloudWatch.requests.filter(({ operation }) => operation === 'PutMetricData');
    expect(puts).toHaveLength(2);
    expect(puts.map(({ input }) => JSON.stringify(input)).every((text) => text.includes('Waiting') && text.includes('Runtime'))).toBe(true);
    expect(puts[0]?.input['MetricData']).toContainEqual(expect.objectContaining({ MetricName: 'Runtime', Unit: 'Seconds' }));
  });

  test('a minute in which nobody listened is a gap, one in which nothing ran is 0', async () => {
    startMirror();
    ran('a');
    await pass(2 * MINUTE);
    book.pause();
    await pass(2 * MINUTE);
    book.begin();
    await pass(2 * MINUTE + 20_000);
    expect(valuesOf('Succeeded', 'a')).toEqual([
      [0, 1],
      [1, 0],
      [4, 0],
      [5, 0],
    ]);
    expect(listened().map(({ at, values }) => [(at - start) / MINUTE, Math.round([...values.keys()][0] ?? 0)])).toEqual([
      [0, 60],
      [1, 60],
      [4, 60],
      [5, 60],
    ]);
  });

  test('percentiles asked of CloudWatch are within the error of a sketch', async () => {
    startMirror();
    const runtimes = Array.from({ length: 400 }, (_, i) => 0.02 * 1.01 ** i);
    for (const [i, runtime] of runtimes.entries()) {
      ran('a', 'succeeded', runtime);
      if (i % 100 === 99) await pass(MINUTE);
    }
    await pass(20_000);
    expect(statistic('Runtime', 'a', 'SampleCount')).toBe(400);
    expect(statistic('Runtime', 'a', 'Maximum')).toBeCloseTo(runtimes.at(-1) ?? Number.NaN, 5);
    for (const rank of [50, 95, 99]) {
      const exact = runtimes[Math.ceil(rank * 4) - 1] ?? Number.NaN;
      expect(Math.abs(statistic('Runtime', 'a', `p${rank}`) / exact - 1), `p${rank}`).toBeLessThan(0.0101);
    }
    const mean = runtimes.reduce((a, b) => a + b, 0) / 400;
    expect(Math.abs(statistic('Runtime', 'a', 'Average') / mean - 1)).toBeLessThan(0.01);
  });

  test('tasks without a place, and those whose name is not known, are one', async () => {
    startMirror({}, 1);
    for (let i = 0; i < 5; i++) ran('often');
    ran('rare', 'succeeded', 4);
    ran('seldom', 'failed');
    await pass(MINUTE + 20_000);
    expect(valuesOf('Succeeded', 'often')).toEqual([[0, 5]]);
    expect(valuesOf('Succeeded', 'Other')).toEqual([[0, 1]]);
    expect(valuesOf('Failed', 'Other')).toEqual([[0, 1]]);
    expect(valuesOf('Runtime', 'Other')).toEqual([[0, 4]]);
    expect(cloudWatch.metrics().some(({ dimensions }) => dimensions.some(({ Value }) => Value === 'rare'))).toBe(false);
    expect(mirror.status().tasks).toEqual({ count: 1, leftOut: { count: 2, names: ['rare', 'seldom'] } });
  });
});

describe('a CloudWatch that fails', () => {
  test('gets each minute once when it is back', async () => {
    startMirror();
    cloudWatch.fail('PutMetricData', 6, throttling);
    for (let minute = 0; minute < 4; minute++) {
      ran('a');
      await pass(MINUTE);
    }
    await pass(2 * MINUTE);
    expect(valuesOf('Succeeded', 'a').slice(0, 4)).toEqual([0, 1, 2, 3].map((minute) => [minute, 1]));
  });

  test('and stores a minute twice because its answer was lost says so in Listened', async () => {
    startMirror();
    cloudWatch.fail('PutMetricData', 1, lostAnswer);
    ran('a');
    await pass(MINUTE + 30_000);
    expect(valuesOf('Succeeded', 'a')).toEqual([
      [0, 1],
      [0, 1],
    ]);
    expect(listened()).toHaveLength(2);
  });
});

describe('nothing is sent', () => {
  test('of tasks or queues over the budget, and what ran meanwhile is not made up for', async () => {
    let over = true;
    const priced = {
      usualDollarsPerMonth: 0,
      knownQueues: 1,
      queues: 1,
      metrics: 9,
      requests: 1,
      dollarsPerMonth: 9,
      dollarsPerQueue: 1,
      dollarsPerMeasure: 1,
    };
    const more = { uncappedDollarsPerMonth: 9, savedDollarsPerMonth: 0, budget: 5, affordableQueues: 0, knownTasks: 1, dollarsPerTask: 1 };
    const priceOf = vi.fn((_queues: number, tasks: number) => ({ ...priced, ...more, tasks, overBudget: over && tasks > 0 }));
    startMirror({ priceOf });
    ran('a');
    await pass(MINUTE + 20_000);
    expect(cloudWatch.metrics()).toEqual([]);
    expect(mirror.status().overBudget).toContain('9 metrics of 1 queues and 1 tasks would cost $9.00');
    over = false;
    ran('b');
    await pass(MINUTE);
    expect(valuesOf('Succeeded', 'a')).toEqual([[1, 0]]);
    expect(valuesOf('Succeeded', 'b')).toEqual([[1, 1]]);
  });

  test('while the metrics are those of another broker', async () => {
    startMirror({ standsBack: () => 'They are taken.' });
    mirror.accept(sampleOf(Date.now(), { celery: 3 }));
    ran('a');
    await pass(2 * MINUTE);
    expect(cloudWatch.metrics()).toEqual([]);
  });
});

describe('a clean stop', () => {
  test('sends the running minute', async () => {
    startMirror();
    ran('a');
    await pass(10_000);
    await mirror.flush(AbortSignal.timeout(20_000));
    expect(valuesOf('Succeeded', 'a')).toEqual([[0, 1]]);
  });

  test('leaves it to the mirror that goes on, so that no run counts twice', async () => {
    const tasks = new ClosedMinutes(book);
    startMirror({ tasks });
    ran('a');
    await pass(10_000);
    const before = mirror;
    startMirror({ tasks });
    await before.flush(AbortSignal.timeout(20_000), true);
    ran('a');
    await pass(MINUTE + 10_000);
    expect(valuesOf('Succeeded', 'a')).toEqual([[0, 2]]);
  });
});
