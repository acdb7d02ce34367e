import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MEASURES } from '../src/contract/measures';
import { parseQuery } from '../src/contract/parse-query';
import { parseSettings } from '../src/contract/parse-settings';
import { watchRows } from './cli/watch/rows';
import { allColumns, headLine, rowLine } from './cli/watch/table';
import { mirrorCost } from './cloudwatch/cost';
import { metricOf } from './cloudwatch/naming';
import { ask, table } from './datasource/testing/fake-panel';
import { finish } from './lifetime/work';
import { prometheusText } from './prometheus/metrics';
import { Monitor } from './queues/monitor/monitor';
import { DetailKeeper } from './queues/sampling/details/detail-keeper';
import { FakeAdapters } from './queues/testing/fake-adapters';

/** One more entry in the table of measures, and nothing else. It is what a sample says of it that is made up below. */
vi.mock('../src/contract/measure-table', async (original) => {
  const { MEASURE_TABLE } = await original<typeof import('../src/contract/measure-table')>();
  const madeUp = {
    ...MEASURE_TABLE.inFlight,
    description: 'Tasks that nobody has sent.',
    metric: 'MadeUp',
    perQueue: 'made_up',
    prometheus: 'backlog_queue_made_up_tasks',
    watch: 'MADE UP',
  };
  return { MEASURE_TABLE: { ...MEASURE_TABLE, madeUp } };
});

/** By its name, which the compiler does not know. */
const MADE_UP = MEASURES.find((measure) => String(measure) === 'madeUp') ?? 'waiting';
const VALUE = 7;

let world: FakeAdapters;
let monitor: Monitor;
beforeEach(async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 5, 12) });
  const read = DetailKeeper.prototype.details;
  vi.spyOn(DetailKeeper.prototype, 'details').mockImplementation(function (this: DetailKeeper, ...args) {
    const details = read.apply(this, args);
    for (const [measure, { values, qualities }] of details.readings) {
      if (measure !== MADE_UP) continue;
      values.fill(VALUE);
      qualities.fill(0);
    }
    return details;
  });
  world = new FakeAdapters({ celery: [3], emails: [1], reports: [1] });
  const mirror = { enabled: true, measures: [MADE_UP], maxQueues: 1 };
  const jsonData = { environment: 'test', mirror };
  monitor = new Monitor(parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: {} }), world, {
    info: () => {},
    warn: () => {},
  });
  await monitor.asked();
  await vi.advanceTimersByTimeAsync(130_000);
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('a measure that is added to the table can be asked for', () => {
  expect(MADE_UP).toBe('madeUp');
  expect(parseQuery({ measures: [MADE_UP] })).toMatchObject({ measures: [MADE_UP] });
});

test('is answered by now and by history, for queues and in total', async () => {
  expect(table(await ask(monitor, { queryType: 'now', measures: [MADE_UP] }))).toMatchObject({ [MADE_UP]: [VALUE, VALUE, VALUE] });
  expect(table(await ask(monitor, { queryType: 'now', measures: [MADE_UP], by: 'total' }))).toMatchObject({ [MADE_UP]: [3 * VALUE] });
  const frame = await ask(monitor, { measures: [MADE_UP] });
  expect(frame.fields.slice(1).map(({ labels, values }) => [labels?.queue, values[values.length - 1]])).toEqual([
    ['celery', VALUE],
    ['emails', VALUE],
    ['reports', VALUE],
  ]);
});

test('is mirrored, by both names, with the sum of the others, and priced', () => {
  const [store] = world.stores;
  const stored = store?.stored.filter(({ measure }) => measure === MADE_UP) ?? [];
  expect(new Map(stored.map(({ queue, values }) => [queue, values]))).toEqual(
    new Map([
      ['celery', [VALUE]],
      ['Other', [2 * VALUE]],
    ]),
  );
  const broker = { environment: 'test', host: 'h' };
  expect(metricOf('dimensions', broker, { queue: 'celery', measure: MADE_UP })).toMatchObject({ MetricName: 'MadeUp', Unit: 'Count' });
  expect(metricOf('perQueue', broker, { queue: 'celery', measure: MADE_UP }).MetricName).toBe('celery_made_up');
  expect(
    mirrorCost({ queues: 3, tasks: undefined, mirror: { maxQueues: 1, measures: [MADE_UP], maxTasks: 1, taskMeasures: [] } }).metrics,
  ).toBe(3); // with ScrapeOk
});

test('is in /metrics and in the terminal', () => {
  expect(finish(prometheusText([monitor]))).toContain(`backlog_queue_made_up_tasks{broker="test",queue="celery"} ${VALUE}\n`);
  const rows = watchRows(monitor);
  const columns = allColumns(rows, 1);
  expect(headLine(columns)).toContain('MADE UP');
  expect(rows.map((row) => row[MADE_UP])).toEqual([VALUE, VALUE, VALUE]);
  expect(rows[0] && rowLine(columns, rows[0])).toMatch(new RegExp(` ${VALUE} `));
});
