import type { DataQuery } from 'grafana-node-datasource-runtime';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../src/contract/parse-settings';
import { Monitor } from '../queues/monitor/monitor';
import { FakeAdapters } from '../queues/testing/fake-adapters';
import { checkHealth } from './health';
import { ask as askPanel, noticesOf, table, valuesOf } from './testing/fake-panel';

const MINUTE = 60_000;
const START = Date.UTC(2026, 0, 5, 12);
/** The rank that status has in a history. */
const [OK, WARNING, CRITICAL] = [0, 1, 2];
const AGE = { warning: 60, critical: 600 };

let world: FakeAdapters;
let monitor: Monitor;
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Samples once. Of `old` the oldest task waits since 70 s before the start; of `strange` no age can be known; `empty` has no task. */
async function start(jsonData: object): Promise<void> {
  const settings = parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: {} });
  monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} });
  void monitor.asked();
  await pass(10);
}
async function ask(json: unknown, rest?: Partial<DataQuery>) {
  const asked = askPanel(monitor, json, rest);
  await pass(10);
  return asked;
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  world = new FakeAdapters({ old: [3], strange: [3], empty: [0] }, (reader) => {
    const oldest = [{ sentAt: START - 70_000, exact: true, eta: undefined, redelivered: false }];
    reader.looks = {
      old: [{ length: 3, bytes: 1, newer: undefined, searched: 3, anchor: 'a', tail: 't', atomic: true, oldest }],
    };
  });
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await pass(0);
  vi.useRealTimers();
});

describe('the status is the worst of length and age', () => {
  test('now', async () => {
    await start({ thresholds: { age: AGE, critical: 2, queues: { old: { critical: 5 } } } });
    expect(table(await ask({ queryType: 'now', measures: ['status', 'oldestAge'] }))).toMatchObject({
      queue: ['empty', 'old', 'strange'],
      oldestAge: [0, 70, Number.NaN],
      status: ['ok', 'warning', 'critical'],
    });
    expect(table(await ask({ queryType: 'now', measures: ['status'], queues: ['old'], by: 'total' }))).toMatchObject({
      status: ['warning'],
    });
  });

  test('in a history by the age of the same time, sample by sample and minute by minute', async () => {
    await start({ thresholds: { age: AGE } });
    const reader = world.readers[0]!;
    await pass(10 * MINUTE);
    reader.lengths = { ...reader.lengths, old: [0] };
    reader.looks = {};
    await pass(2 * MINUTE);
    for (const intervalMs of [1000, MINUTE]) {
      const frame = await ask({ measures: ['status', 'oldestAge'], queues: ['old'] }, { intervalMs, maxDataPoints: 10_000 });
      const [, statuses, ages] = frame.fields.map(valuesOf);
      const byAge = ages?.map((age) => (Number(age) > 600 ? CRITICAL : Number(age) > 60 ? WARNING : OK));
      expect(statuses).toEqual(byAge);
      expect(new Set(statuses)).toEqual(new Set([WARNING, CRITICAL, OK]));
      expect(noticesOf(frame)).toBe('');
    }
    const strange = await ask({ measures: ['status'], queues: ['strange', 'empty'] });
    expect(new Set(strange.fields.slice(1).flatMap(valuesOf))).toEqual(new Set([OK]));
  });

  test('lateness is the age in units of the first threshold, and unknown without one', async () => {
    await start({ thresholds: { queues: { old: { age: { warning: 35 } }, empty: { age: { critical: 10 } } } } });
    expect(table(await ask({ queryType: 'now', measures: ['lateness'] }))).toMatchObject({
      queue: ['empty', 'old', 'strange'],
      lateness: [0, 2, Number.NaN],
    });
    expect(table(await ask({ queryType: 'now', measures: ['lateness'], by: 'total' }))['lateness']).toEqual([2]);
    const each = await ask({ measures: ['lateness'] });
    expect(each.fields.slice(1).map((field) => valuesOf(field).at(-1))).toEqual([0, 2, Number.NaN]);
    const total = await ask({ measures: ['lateness'], by: 'total' });
    expect(valuesOf(total.fields[1]).at(-1)).toBe(2);
  });

  test.each([
    [['waiting', 'oldestAge'], CRITICAL, ''],
    [
      ['waiting'],
      OK,
      'info: Before 2026-01-05T12:00:00.000Z the status follows the lengths alone: oldestAge is not among jsonData.mirror.measures.',
    ],
  ])('in the past by the ages that were mirrored: %j', async (measures, status, notices) => {
    await start({ thresholds: { age: AGE }, mirror: { enabled: true, measures } });
    world.archives[0]!.value = () => 601;
    await pass(3 * MINUTE);
    const frame = await ask({ measures: ['status'], queues: ['empty'] }, { intervalMs: MINUTE, from: START - 10 * MINUTE });
    const values = valuesOf(frame.fields[1]);
    expect([values[0], values.at(-1)]).toEqual([status, OK]);
    expect(noticesOf(frame)).toBe(notices);
  });

  test('the archive is not asked for ages where none has a threshold', async () => {
    await start({ thresholds: { critical: 5 }, mirror: { enabled: true, measures: ['waiting', 'oldestAge'] } });
    await ask({ measures: ['status'] }, { from: START - 10 * MINUTE });
    expect(world.archives[0]?.requests.map(({ measure }) => measure)).toEqual(['waiting']);
  });
});

test('an event says which threshold an age crossed', async () => {
  await start({ thresholds: { age: AGE } });
  await pass(10 * MINUTE);
  const { title, text } = table(await ask({ queryType: 'events', queues: ['old'] }));
  expect([title, text]).toEqual([
    ['old is critical'],
    ['3 tasks waiting. The oldest task is 10 min 5 s old, above the critical threshold of 10 min.'],
  ]);
});

test('a graph of ages has their thresholds, one of lengths has its own, and others have none', async () => {
  await start({ thresholds: { warning: 7, age: { critical: 600 }, queues: { old: { age: { warning: 60 } } } } });
  const { fields } = await ask({ measures: ['waiting', 'oldestAge', 'inFlight'], queues: ['old', 'empty'] });
  const lines = fields.slice(1).map(({ labels, name, config }) => [labels?.['queue'], name, config?.['thresholds']]);
  const steps = (...of: object[]) => ({ mode: 'absolute', steps: of });
  const [warning, critical] = [
    { value: 60, color: 'orange' },
    { value: 600, color: 'red' },
  ];
  expect(lines).toEqual([
    ['empty', 'waiting', steps({ value: 7, color: 'orange' })],
    ['empty', 'oldestAge', steps(critical)],
    ['empty', 'inFlight', undefined],
    ['old', 'waiting', steps({ value: 7, color: 'orange' })],
    ['old', 'oldestAge', steps(warning, critical)],
    ['old', 'inFlight', undefined],
  ]);
});

describe('where ages are not read', () => {
  const SAID = /thresholds\.age has no effect/;

  test.each(['now', 'history'])('because details are off, a status says so: %s', async (queryType) => {
    await start({ details: false, thresholds: { queues: { old: { age: AGE } } } });
    expect(noticesOf(await ask({ queryType, measures: ['status'] }))).toMatch(
      /^warning: status: thresholds\.age has no effect, .*jsonData\.details/,
    );
    expect(noticesOf(await ask({ queryType, measures: ['waiting'] }))).toBe('');
    expect((await checkHealth(monitor)).message).toMatch(SAID);
  });

  test('because Redis refuses, a status says why', async () => {
    world = new FakeAdapters({ old: [3] }, (reader) => {
      reader.looksFailure = new Error('LRANGE is not allowed');
    });
    await start({ thresholds: { age: AGE } });
    expect(noticesOf(await ask({ queryType: 'now', measures: ['status'] }))).toMatch(/^warning: status: .* LRANGE is not allowed$/);
  });

  test('nothing is said where no age has a threshold', async () => {
    await start({ details: false, thresholds: { critical: 5, age: {} } });
    expect(noticesOf(await ask({ queryType: 'now', measures: ['status'] }))).toBe('');
    expect((await checkHealth(monitor)).message).not.toMatch(SAID);
  });
});
