import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { readPast } from '../../demo/cloudwatch/past';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import type { Archive, ArchiveRequest } from '../../pkg-proxy/queues/ports/archive';
import { archiveAt, ask, DAY, HOUR, MINUTE } from '../integration/archive-harness';
import { patient, withoutAwsEnvironment } from '../integration/cloudwatch-harness';
import { requirePython, venvPython } from '../setup/python';

const WEEK = 7 * DAY;
const QUEUES = [
  'emails',
  'images',
  'invoices',
  'loyalty',
  'newsletter',
  'orders',
  'partner imports: Zürich/α',
  'payments',
  'reports',
  'reviews',
  'search',
  'stock',
];
const MEASURES = ['waiting', 'inFlight', 'scheduled', 'backlog', 'oldestAge', 'arrivals', 'departures', 'workers'] as const;
const reason = venvPython() ? '' : ' (skipped: no .cache/venv)';

describe.skipIf(reason !== '')(`demo/shop/past.py${reason}`, () => {
  let folder: string;
  let now: number;
  let cloudWatch: StrictCloudWatch;
  let archive: Archive;

  const make = async (name: string): Promise<string> => {
    const file = join(folder, name);
    await promisify(execFile)(requirePython(), ['-B', resolve('demo/shop/past.py'), file], { timeout: 60_000 });
    return file;
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'backlog-past-'));
    now = Date.now(); // before, so that the past covers it however long it takes to make
    const file = await make('past.jsonl');
    cloudWatch = await StrictCloudWatch.start({ table: readPast(file), now: () => now });
  });
  afterAll(async () => {
    await cloudWatch?.close();
    await rm(folder, { recursive: true, force: true });
  });
  beforeEach(() => {
    withoutAwsEnvironment();
    archive = archiveAt(cloudWatch.url, { now: () => now });
  });
  afterEach(() => {
    archive.close();
    vi.unstubAllEnvs();
  });

  /** The one answer to a range of one resolution, a list of values for each queue. */
  const read = async (from: number, to: number, more: Partial<ArchiveRequest>): Promise<number[][]> => {
    const [segment, ...others] = await archive.read(ask(from, to, { queues: QUEUES, ...more }), patient());
    expect(others).toEqual([]);
    return (segment?.values ?? []).map((values) => [...values]);
  };

  test('the plugin finds its queues', async () => {
    expect([...(await archive.queues(patient()))].sort()).toEqual(QUEUES);
  });

  test.each([
    ['every minute of the last six hours', 6 * HOUR, MINUTE, MINUTE],
    ['every minute of the last two weeks', 2 * WEEK, HOUR, MINUTE],
    ['every five minutes of the last four weeks', 4 * WEEK, HOUR, 5 * MINUTE],
    ['every hour of the last five weeks', 5 * WEEK, HOUR, HOUR],
    ['every six hours of ninety days', 90 * DAY, 6 * HOUR, 6 * HOUR],
  ])('%s', async (_, age, until, interval) => {
    for (const measure of MEASURES) {
      const found = await read(now - age, now - until, { interval, measure });
      expect(found.length).toBe(QUEUES.length);
      for (const values of found) {
        expect(values.length).toBeGreaterThanOrEqual((age - until) / interval - 1);
        expect(values.filter((value) => !(value >= 0))).toEqual([]);
      }
    }
  });

  test('a week has a rhythm: noon of a working day is busier than its night, a Sunday, and far busier than the night to Monday', async () => {
    const monday = Math.floor((now - 36 * DAY) / WEEK) * WEEK + 4 * DAY; // 1970 began on a Thursday
    /** Over four weeks. */
    const orders = async (day: number, hour: number): Promise<number> => {
      const weeks = await Promise.all(
        [0, 1, 2, 3].map(async (week) => {
          const from = monday + week * WEEK + day * DAY + hour * HOUR;
          const [values = []] = await read(from, from + HOUR, { queues: ['orders'], interval: HOUR, statistic: 'avg' });
          return values[0] ?? Number.NaN;
        }),
      );
      return weeks.reduce((sum, value) => sum + value, 0) / weeks.length;
    };
    const [tuesday, sunday] = [1, 6];
    const noon = await orders(tuesday, 12);
    expect(noon).toBeGreaterThan(1.4 * (await orders(tuesday, 3)));
    expect(noon).toBeGreaterThan(1.3 * (await orders(sunday, 12)));
    expect(noon).toBeGreaterThan(2.5 * (await orders(sunday, 23)));
  });

  test('staging and development have a past, too', () => {
    for (const [Broker, Queue] of [
      ['staging', 'orders'],
      ['development', 'experiments'],
    ] as const) {
      const minutes = cloudWatch.series('Celery/Redis', 'Waiting', { Broker, Queue }, 'Maximum', 60);
      expect(minutes.filter(({ at }) => at >= now - 6 * HOUR).length).toBeGreaterThanOrEqual(360);
    }
  });

  test('tasks have a past: runs, failures and runtimes of every minute', () => {
    const task = { Broker: 'production', Task: 'shop.payments.capture' };
    const minutes = (name: string, stat: string): number[] =>
      cloudWatch
        .series('Celery/Redis', name, task, stat, 60)
        .filter(({ at }) => at >= now - 6 * HOUR)
        .map(({ value }) => value);
    const [succeeded, failed, retried] = ['Succeeded', 'Failed', 'Retried'].map((name) => minutes(name, 'Sum'));
    const total = (values: number[] = []): number => values.reduce((sum, value) => sum + value, 0);
    expect(succeeded?.length).toBeGreaterThanOrEqual(360);
    expect(new Set(failed).size).toBeGreaterThan(1);
    const ratio = total(failed) / (total(failed) + total(succeeded));
    expect(ratio).toBeGreaterThan(0.055);
    expect(ratio).toBeLessThan(0.075);
    expect(total(retried)).toBeGreaterThan(0);
    expect(total(minutes('Runtime', 'SampleCount')) / total(succeeded)).toBeCloseTo(1, 1);
    expect(Math.max(...minutes('Runtime', 'p50'))).toBeLessThan(Math.min(...minutes('Runtime', 'p95')));
    expect(
      total(
        cloudWatch
          .series('Celery/Redis', 'Listened', { Broker: 'production' }, 'Sum', 3_600)
          .slice(-3, -1)
          .map(({ value }) => value),
      ),
    ).toBe(7_200);
  });

  test('today is not as usual: stock has far more than a week ago, and nobody has taken from loyalty for two hours', async () => {
    const average = async (queue: string, ago: number): Promise<number> => {
      const [values = []] = await read(now - ago - HOUR, now - ago, { queues: [queue], interval: 5 * MINUTE, statistic: 'avg' });
      return values.reduce((sum, value) => sum + value, 0) / values.length;
    };
    for (const queue of ['stock', 'loyalty']) expect(await average(queue, 0), queue).toBeGreaterThan(2 * (await average(queue, WEEK)));
    expect(await average('orders', 0)).toBeLessThan(2 * (await average('orders', WEEK)));
  });

  test('is the same in every run, but for today', async () => {
    const oldest = async (file: string): Promise<{ from: number; step: number; usual: number[] }> =>
      JSON.parse((await readFile(file, 'utf8')).split('\n').find((line) => line.includes('orders')) ?? '');
    const first = await oldest(join(folder, 'past.jsonl'));
    const second = await oldest(await make('again.jsonl'));
    const later = (second.from - first.from) / first.step;
    expect(later).toBeLessThan(10);
    expect(second.usual.slice(0, 1_000)).toEqual(first.usual.slice(later, later + 1_000));
    expect(new Set(first.usual).size).toBeGreaterThan(20);
  });
});
