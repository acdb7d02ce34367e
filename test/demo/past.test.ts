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
    const file = await make('past.jsonl');
    now = Date.now();
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

  test('a week has a rhythm: a working day is busier than its night, and than a Sunday', async () => {
    const sunday = Math.floor((now - 10 * DAY) / WEEK) * WEEK + 3 * DAY;
    const orders = async (from: number, length: number): Promise<number> => {
      const [values = []] = await read(from, from + length, { queues: ['orders'], interval: length, statistic: 'avg' });
      return values[0] ?? Number.NaN;
    };
    const tuesday = sunday + 2 * DAY;
    expect(await orders(tuesday + 12 * HOUR, HOUR)).toBeGreaterThan(2 * (await orders(sunday + 2 * HOUR, HOUR)));
    expect(await orders(tuesday + 12 * HOUR, HOUR)).toBeGreaterThan(1.4 * (await orders(tuesday + 3 * HOUR, HOUR)));
    expect(await orders(tuesday, DAY)).toBeGreaterThan(await orders(sunday, DAY));
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
