import { describe, expect, test } from 'vitest';
import { RUN_MEASURES } from '../../../src/contract/run-measures';
import { BrokerError } from '../../queues/ports/reader';
import { noticesOf, table } from '../testing/fake-panel';
import { run as runTask } from '../testing/fake-shop';
import { ask, MINUTE, monitor, pass, START, shop, start, world } from '../testing/runs-scene';

const run = (end: 'succeeded' | 'failed' | 'retried', more: Parameters<typeof runTask>[2] = {}) => runTask(world.taskFeeds[0]!, end, more);
const times = (n: number, of: () => void) => Array.from({ length: n }, of);

describe('a table', () => {
  test('has a row a task, the largest first, with units and quality', async () => {
    await pass(MINUTE);
    shop();
    const frame = await ask({}, { from: START + MINUTE });
    expect(frame.meta).toMatchObject({ type: 'table', custom: { quality: 'exact' } });
    expect(frame.fields.map(({ name, type, config }) => [name, type, config?.['unit']])).toEqual([
      ['task', 'string', undefined],
      ['broker', 'string', undefined],
      ['succeeded', 'number', 'short'],
      ['failed', 'number', 'short'],
      ['retried', 'number', 'short'],
      ['failureRatio', 'number', 'percentunit'],
      ['runtime', 'number', 's'],
      ['queueTime', 'number', 's'],
      ['busy', 'number', 'short'],
      ['quality', 'string', undefined],
    ]);
    expect(table(frame)).toMatchObject({
      task: ['shop.mail', 'shop.pay'],
      broker: ['test', 'test'],
      succeeded: [10, 6],
      failed: [0, 2],
      failureRatio: [0, 0.25],
      quality: ['exact', 'exact'],
    });
    expect(noticesOf(frame)).toBe('');
  });

  test.each([
    ['queue', { queue: ['emails', 'celery'], succeeded: [10, 6] }],
    ['worker', { worker: ['v@h', 'w@h'], succeeded: [10, 6] }],
    ['total', { succeeded: [16] }],
  ])('by %s', async (by, expected) => {
    shop();
    const frame = await ask({ by, measures: ['succeeded'] });
    expect(frame.meta?.type).toBe('numeric-long');
    const { broker, ...rest } = table(frame);
    expect(rest).toEqual(expected);
    expect(new Set(broker)).toEqual(new Set(['test']));
  });

  test('of one measure is what an alert takes, also of a ratio', async () => {
    shop();
    const frame = await ask({ measures: ['failureRatio'] });
    expect([frame.meta?.type, table(frame)]).toEqual([
      'numeric-long',
      { task: ['shop.pay', 'shop.mail'], broker: ['test', 'test'], failureRatio: [0.25, 0] },
    ]);
  });

  test('keeps the largest few', async () => {
    shop();
    expect(table(await ask({ measures: ['failed'], top: 1 }))).toMatchObject({ task: ['shop.pay'], failed: [2] });
  });

  test('of chosen tasks and queues; what matches nothing is named', async () => {
    shop();
    const tasksOf = async (query: object) => table(await ask({ measures: ['succeeded'], ...query }))['task'];
    expect(await tasksOf({ tasks: ['*.mail'] })).toEqual(['shop.mail']);
    expect(await tasksOf({ exclude: ['/mail$/'] })).toEqual(['shop.pay']);
    expect(await tasksOf({ queues: ['emails'] })).toEqual(['shop.mail']);
    expect(noticesOf(await ask({ tasks: ['none'], queues: ['nowhere'] }))).toMatch(
      /No task .*"none"[\s\S]*No known queue matches "nowhere"/,
    );
    await expect(ask({ tasks: ['/(/'] })).rejects.toMatchObject({ status: 400, message: expect.stringMatching(/^tasks\[0\]: expected/) });
    await expect(ask({ exclude: ['/(/'] })).rejects.toMatchObject({ message: expect.stringMatching(/^exclude\[0\]/) });
  });

  test('calls what has no name unknown, and finds it by that', async () => {
    world.taskFeeds[0]!.say('started', 'nameless');
    await pass(20_000);
    const frame = await ask({ by: 'queue', measures: ['started'], tasks: ['unknown'], queues: ['unknown'] });
    expect(table(frame)).toMatchObject({ queue: ['unknown'], started: [1] });
  });

  test('leaves out queues that the settings leave out', async () => {
    await monitor.close(new AbortController().signal);
    start({ exclude: ['emails'] });
    await pass(10);
    shop();
    expect(table(await ask({ by: 'queue', measures: ['succeeded'] }))).toMatchObject({ queue: ['celery'] });
  });

  test('by type of exception has failures and retries, and says what it has not', async () => {
    run('failed');
    run('failed', { exception: 'ValueError' });
    times(2, () => run('retried', { exception: 'ValueError' }));
    const frame = await ask({ by: 'exception', measures: ['failed', 'retried'], tasks: ['shop.*'] });
    expect(table(frame)).toMatchObject({
      task: ['shop.pay', 'shop.pay'],
      exception: ['KeyError', 'ValueError'],
      broker: ['test', 'test'],
      failed: [1, 1],
      retried: [0, 2],
    });
    const more = await ask({ by: 'exception', measures: ['runtime', 'retried'], queues: ['celery'] });
    expect(table(more)).toMatchObject({ exception: ['ValueError', 'KeyError'], runtime: [Number.NaN, Number.NaN] });
    expect(noticesOf(more)).toMatch(/runtime: not known by type of exception[\s\S]*"queues" has no effect/);
    await expect(ask({ by: 'exception', format: 'timeseries' })).rejects.toMatchObject({ status: 400 });
  });
});

describe('time series', () => {
  const series = { format: 'timeseries', measures: ['succeeded', 'runtime'] };

  test('are tasks per second by the minute, and gaps where nobody listened', async () => {
    run('succeeded');
    await pass(MINUTE);
    world.taskFeeds[0]!.fail();
    world.taskFeeds[0]!.failure = new BrokerError('refused', 'nobody there');
    await pass(2 * MINUTE);
    world.taskFeeds[0]!.failure = undefined;
    await pass(2 * MINUTE);
    times(6, () => run('succeeded', { name: 'shop.mail', queue: 'emails' }));
    await pass(MINUTE);
    const frame = await ask(series, { to: START + 6 * MINUTE - 1 });
    expect(frame.meta?.type).toBe('timeseries-wide');
    expect(frame.fields.map(({ name, labels, config }) => [name, labels, config?.['unit'], config?.['displayNameFromDS']])).toEqual([
      ['time', undefined, undefined, undefined],
      ['succeeded', { task: 'shop.mail', broker: 'test' }, 'ops', 'shop.mail succeeded'],
      ['runtime', { task: 'shop.mail', broker: 'test' }, 's', 'shop.mail runtime'],
      ['succeeded', { task: 'shop.pay', broker: 'test' }, 'ops', 'shop.pay succeeded'],
      ['runtime', { task: 'shop.pay', broker: 'test' }, 's', 'shop.pay runtime'],
    ]);
    const [time, mail, mailTime, pay] = frame.fields.map(({ values }) => [...values]);
    expect(time).toEqual(Array.from({ length: 6 }, (_, i) => START + i * MINUTE));
    expect(pay?.[0]).toBeCloseTo(1 / 60, 3);
    expect(mail?.slice(0, 3)).toEqual([0, 0, Number.NaN]);
    expect(mail?.[5]).toBeCloseTo(6 / 60, 3);
    expect(mailTime?.[4]).toBeNaN();
    expect(mailTime?.[5]).toBeCloseTo(0.5, 1);
  });

  test('have no field where there is no series, and nothing after now', async () => {
    expect((await ask(series)).fields).toEqual([]);
    shop();
    const frame = await ask(series, { to: START + 60 * MINUTE });
    expect(frame.fields[0]?.values).toHaveLength(1);
    expect((await ask(series, { from: START + 30 * MINUTE, to: START + 60 * MINUTE })).fields).toEqual([]);
    expect((await ask(series, { from: Date.now(), to: Date.now() })).fields[0]?.values).toHaveLength(1);
  });

  test('of a range in which nobody listened are none, and so is a table', async () => {
    shop();
    const before = { from: START - 60 * MINUTE, to: START - 30 * MINUTE };
    expect((await ask(series, before)).fields).toEqual([]);
    expect(table(await ask({ measures: ['failed'] }, before))).toEqual({ task: [], broker: [], failed: [] });
    expect(table(await ask({ by: 'total', measures: ['failed'] }, before))).toEqual({ broker: [], failed: [] });
  });

  test('of the largest few, and of the total', async () => {
    shop();
    const names = async (query: object) => (await ask({ ...series, ...query })).fields.map(({ labels }) => labels);
    expect(await names({ measures: ['succeeded'], top: 1 })).toEqual([undefined, { task: 'shop.mail', broker: 'test' }]);
    expect(await names({ measures: ['failed'], by: 'worker', top: 1 })).toEqual([undefined, { worker: 'w@h', broker: 'test' }]);
    expect(await names({ measures: ['failed'], by: 'total' })).toEqual([undefined, { broker: 'test' }]);
  });

  test('have as many points as Grafana asks for', async () => {
    await pass(10 * MINUTE);
    shop();
    const frame = await ask(series, { intervalMs: 5 * MINUTE });
    expect([...(frame.fields[0]?.values ?? [])]).toEqual([START, START + 5 * MINUTE, START + 10 * MINUTE]);
  });

  test('name the channel that follows them, with the series that they have', async () => {
    await pass(2 * MINUTE);
    shop();
    await pass(2 * MINUTE + 10_000);
    const frame = await ask({ ...series, live: true });
    expect(frame.meta?.channel).toBe('channel of task');
    expect(frame.fields[1]?.name).toBe('shop.mail succeeded');
    // The minute that is not over comes in a packet.
    expect([...(frame.fields[0]?.values ?? [])].at(-1)).toBe(START + 3 * MINUTE);
    expect((await ask({ ...series, live: true, format: 'table' })).meta?.channel).toBeUndefined();
    expect((await ask({ ...series, live: true, by: 'worker', top: 1 })).meta?.channel).toBeUndefined();
  });
});

test('every measure has a column', async () => {
  shop();
  const columns = Object.keys(table(await ask({ measures: RUN_MEASURES })));
  expect(columns).toEqual(['task', 'broker', ...RUN_MEASURES, 'quality']);
});
