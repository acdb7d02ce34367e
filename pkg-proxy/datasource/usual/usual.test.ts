import type { DataQuery, Frame } from 'grafana-node-datasource-runtime';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { StoreError } from '../../queues/ports/metric-store';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { ask as askPanel, noticesOf, table, valuesOf } from '../testing/fake-panel';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Monday. */
const START = Date.UTC(2026, 0, 5, 12);

let world: FakeAdapters;
let monitor: Monitor;
const archive = () => world.archives[0]!;

/** A monitor that has sampled for `ms`. What is usual of `celery` and `emails` is 10 to 20, at every hour; now they have 40 and 15. */
async function running(ms: number, mirror: object = { enabled: true }): Promise<void> {
  const settings = parseSettings({
    uid: 'u',
    name: 'n',
    url: 'redis://h',
    user: '',
    jsonData: { environment: 'test', mirror },
    secureJsonData: {},
  });
  monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} });
  if (world.archives.length > 0) archive().value = (_, at) => 10 + 10 * ((at / (5 * MINUTE)) % 2);
  const asked = monitor.asked();
  await vi.advanceTimersByTimeAsync(10);
  await asked;
  await vi.advanceTimersByTimeAsync(ms);
}

function ask(json: unknown, rest: Partial<DataQuery> = {}): Promise<Frame> {
  const now = Date.now();
  return comes(askPanel(monitor, json, { from: now - 5 * MINUTE, to: now, intervalMs: 1000, ...rest }));
}

/** Both clocks go on until the answer is there: bands are made between turns of the real event loop. */
async function comes(asked: Promise<Frame>): Promise<Frame> {
  let isThere = false;
  const there = () => {
    isThere = true;
  };
  asked.then(there, there);
  await vi.waitFor(async () => {
    await vi.advanceTimersByTimeAsync(0);
    expect(isThere).toBe(true);
  });
  return asked;
}
const namesOf = ({ fields }: Frame) => fields.map(({ name }) => name);
const last = (values: unknown[]) => values[values.length - 1];

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  world = new FakeAdapters({ celery: [40], emails: [15] });
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await vi.advanceTimersByTimeAsync(0);
  vi.useRealTimers();
});

describe('a history with its usual range', () => {
  test('has two more fields a series, which Grafana draws as a band', async () => {
    await running(6 * MINUTE);
    const frame = await ask({ queues: ['celery'], usual: true });
    expect(namesOf(frame)).toEqual(['time', 'waiting', 'usual low', 'usual high']);
    const [, waiting, low, high] = frame.fields;
    expect(low?.labels).toEqual(waiting?.labels);
    expect(high?.labels).toEqual(waiting?.labels);
    expect(new Set(valuesOf(low))).toEqual(new Set([10]));
    expect(new Set(valuesOf(high))).toEqual(new Set([20]));
    expect(low?.config).toMatchObject({ displayNameFromDS: 'celery usual low' });
    expect(high?.config).toMatchObject({ custom: { fillBelowTo: 'celery usual low', lineInterpolation: 'stepAfter' } });
    expect(noticesOf(frame)).toBe('');
  });

  test('goes by the hour also before memory', async () => {
    await running(6 * MINUTE);
    archive().value = (_, at) => Math.floor(at / HOUR) % 24;
    const now = Date.now();
    const frame = await ask({ queues: ['celery'], usual: true }, { from: now - 6 * HOUR, intervalMs: 10 * MINUTE });
    const { time, 'usual low': low } = table(frame);
    expect(low).toEqual(time?.map((at) => Math.floor(Number(at) / HOUR) % 24));
  });

  test('tells the measures apart, and which of them the archive has not', async () => {
    await running(6 * MINUTE, { enabled: true, measures: ['waiting', 'backlog'] });
    const frame = await ask({ queues: ['celery'], measures: ['waiting', 'backlog', 'memory'], usual: true });
    expect(namesOf(frame)).toEqual([
      'time',
      'waiting',
      'waiting usual low',
      'waiting usual high',
      'backlog',
      'backlog usual low',
      'backlog usual high',
      'memory',
    ]);
    expect(noticesOf(frame)).toContain('memory: no usual range');
  });

  test('is that of the sum for a total, and there is none by priority', async () => {
    await running(6 * MINUTE);
    expect(table(await ask({ by: 'total', usual: true }))).toMatchObject({ 'usual high': expect.arrayContaining([40]) });
    const frame = await ask({ by: 'priority', usual: true });
    expect(namesOf(frame).some((name) => name.includes('usual'))).toBe(false);
    expect(noticesOf(frame)).toBe("info: There is no usual range by priority: the archive keeps each queue's total.");
  });

  test('is followed live, with fields of their own names', async () => {
    await running(6 * MINUTE);
    const frame = await ask({ queues: ['celery'], usual: true, live: true });
    expect(namesOf(frame)).toEqual(['time', 'celery', 'celery usual low', 'celery usual high']);
    expect(frame.meta?.channel).toBe('channel of queue');
  });
});

describe('the deviation', () => {
  test('is that of the last five minutes, in widths of the range, in history and now', async () => {
    await running(6 * MINUTE);
    const history = await ask({ measures: ['deviation'] });
    expect(history.fields.slice(1).map(({ values }) => last([...values]))).toEqual([2, 0]);
    const now = await ask({ queryType: 'now', measures: ['deviation'] });
    expect(now.meta).toMatchObject({ type: 'numeric-long' });
    expect(table(now)).toMatchObject({ queue: ['celery', 'emails'], deviation: [2, 0] });
    world.readers[0]!.lengths = { celery: [0], emails: [15] };
    await vi.advanceTimersByTimeAsync(30_000);
    // A tenth of the five minutes: 36 on average.
    expect(Number(table(await ask({ queryType: 'now', measures: ['deviation'] }))['deviation']?.[0])).toBeCloseTo(1.6, 1);
    await vi.advanceTimersByTimeAsync(6 * MINUTE);
    expect(table(await ask({ queryType: 'now', measures: ['waiting', 'deviation'], by: 'total' }))).toMatchObject({ deviation: [-0.25] });
  });

  test('of the past is that of what was stored', async () => {
    await running(6 * MINUTE);
    const normal = archive().value;
    // Of the interval in which memory begins the archive has the average.
    archive().value = (queue, at) => (at >= START ? 40 : at > START - HOUR ? 50 : normal(queue, at));
    const { time = [], deviation = [] } = table(
      await ask({ queues: ['celery'], measures: ['deviation'] }, { from: START - 2 * HOUR, intervalMs: 10 * MINUTE }),
    );
    const at = (when: number) => deviation[time.indexOf(when)];
    expect(at(START - 100 * MINUTE)).toBe(0);
    expect(at(START - 20 * MINUTE)).toBe(3);
    expect(last(deviation)).toBe(2);
  });
});

describe('where nothing is known of what is usual, a notice says why', () => {
  const query = { queues: ['celery'], measures: ['waiting', 'deviation'], usual: true };
  test('no archive', async () => {
    await running(6 * MINUTE, {});
    const frame = await ask(query);
    expect(noticesOf(frame)).toMatch(/^warning: The usual range needs an archive/);
    expect(last(valuesOf(frame.fields[2]))).toBeNaN();
  });

  test('an archive that is too young', async () => {
    await running(6 * MINUTE);
    archive().value = (_, at) => (at < START - 9 * DAY ? Number.NaN : 1);
    expect(noticesOf(await ask(query))).toBe('info: The usual range needs two weeks of archive; that of celery begins on 2025-12-27.');
    archive().value = () => Number.NaN;
    expect(noticesOf(await ask({ ...query, by: 'total' }))).toBe(
      'info: The usual range needs two weeks of archive; that of the total is empty.',
    );
  });

  test('an archive that refuses', async () => {
    await running(6 * MINUTE);
    archive().error = new StoreError('Add cloudwatch:GetMetricData.', false);
    expect(noticesOf(await ask(query))).toContain('warning: The usual range cannot be read. Add cloudwatch:GetMetricData.');
  });

  test('an archive that is slow: the panel is drawn without it after four seconds, and has it the next time', async () => {
    await running(6 * MINUTE);
    const read = archive().read.bind(archive());
    let go = () => {};
    vi.spyOn(archive(), 'read').mockImplementation(async (request) => {
      if (request.keep !== false) return read(request);
      await new Promise<void>((resolve) => {
        go = resolve;
      });
      return read(request);
    });
    const asked = askPanel(monitor, query, { from: Date.now() - 5 * MINUTE, to: Date.now() });
    await vi.waitFor(() => expect(archive().read).toHaveBeenCalledWith(expect.objectContaining({ keep: false }), expect.anything()));
    await vi.advanceTimersByTimeAsync(4100);
    const frame = await comes(asked);
    expect(noticesOf(frame)).toBe('info: The usual range of 1 series is being computed. The next refresh may have it.');
    expect(namesOf(frame)).toEqual(['time', 'waiting', 'deviation']);
    go();
    await vi.advanceTimersByTimeAsync(5000);
    expect(namesOf(await ask(query))).toContain('waiting usual low');
  });
});

test('an event tells of a queue that was outside for ten minutes; without a question nothing is read', async () => {
  await running(0);
  await monitor.close(new AbortController().signal);
  world = new FakeAdapters({ celery: [40], emails: [15] });
  const settings = parseSettings({
    uid: 'u',
    name: 'n',
    url: 'redis://h',
    user: '',
    jsonData: { environment: 'test', mirror: { enabled: true } },
    secureJsonData: {},
  });
  monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} });
  archive().value = (_, at) => 10 + 10 * ((at / (5 * MINUTE)) % 2);
  await vi.advanceTimersByTimeAsync(30 * MINUTE);
  expect(archive().passing).toEqual([]);
  void monitor.asked();
  await vi.advanceTimersByTimeAsync(9 * MINUTE);
  const told = () => monitor.events.log.last(10).map(({ kind, severity, title, text }) => ({ kind, severity, title, text }));
  expect(told()).toEqual([]);
  for (let minute = 0; minute < 5; minute++) await vi.advanceTimersByTimeAsync(MINUTE);
  await vi.waitFor(async () => {
    await vi.advanceTimersByTimeAsync(MINUTE);
    expect(told()).toEqual([
      {
        kind: 'unusual',
        severity: 'warning',
        title: 'celery is longer than usual',
        text: '40 tasks waiting on average in the last five minutes; 10 to 20 are usual on Monday at 12:00 UTC.',
      },
    ]);
  });
  world.readers[0]!.lengths = { celery: [16], emails: [15] };
  await vi.advanceTimersByTimeAsync(12 * MINUTE);
  expect(told()[1]).toMatchObject({ kind: 'unusual', severity: 'info', title: 'celery is as long as usual again' });
});
