import { describe, expect, test } from 'vitest';
import { QUALITIES } from '../../../src/contract/measures';
import type { RunMeasure } from '../../../src/contract/run-measures';
import { type ArchivedRuns, withArchivedRuns } from './archived-runs';
import type { RunsRange } from './read-runs';

const STEP = 300_000;
const MEASURES: readonly RunMeasure[] = ['succeeded', 'failed', 'failureRatio', 'runtime', 'busy'];
const { NaN: none } = Number;
const times = Float64Array.of(0, STEP, 2 * STEP, 3 * STEP);
const quality = (name: (typeof QUALITIES)[number]) => QUALITIES.indexOf(name);

/** Memory begins in the middle of the third step. */
const live: RunsRange = {
  times,
  stepMs: STEP,
  listened: Float64Array.of(0, 0, 120, 300),
  qualities: Uint8Array.from(['unknown', 'unknown', 'atLeast', 'exact'], quality),
  series: [
    {
      name: 'a',
      values: new Map<RunMeasure, Float64Array>([
        ['succeeded', Float64Array.of(none, none, 4, 9)],
        ['failed', Float64Array.of(none, none, 0, 1)],
        ['failureRatio', Float64Array.of(none, none, 0, 0.1)],
        ['runtime', Float64Array.of(none, none, 1, 2)],
        ['busy', Float64Array.of(none, none, 1, 2)],
      ]),
      quality: 'atLeast',
      queueTimeQuality: 'atLeast',
    },
  ],
  keptSince: 2 * STEP + 180_000,
};
const archived: ArchivedRuns = {
  times: times.slice(0, 3),
  stepMs: STEP,
  listened: Float64Array.of(300, 300, 300),
  tasks: new Map([
    [
      'a',
      new Map([
        ['succeeded', Float64Array.of(10, none, 30)],
        ['failed', Float64Array.of(10, none, 0)],
        ['runtime', Float64Array.of(5, none, 6)],
      ]),
    ],
    ['gone', new Map([['succeeded', Float64Array.of(1, 2, 3)]])],
  ]),
  rest: undefined,
};
const joined = (part: Partial<ArchivedRuns> = {}) => withArchivedRuns({ ...archived, ...part }, live, MEASURES);
const valuesOf = (range: RunsRange, name: string, measure: RunMeasure) => [
  ...(range.series.find((each) => each.name === name)?.values.get(measure) ?? []),
];

describe('withArchivedRuns()', () => {
  test('each step is of who listened longer', () => {
    const range = joined();
    expect(valuesOf(range, 'a', 'succeeded')).toEqual([10, 0, 30, 9]);
    expect(valuesOf(range, 'a', 'failureRatio')).toEqual([0.5, none, 0, 0.1]);
    expect(valuesOf(range, 'a', 'runtime')).toEqual([5, none, 6, 2]);
    expect([...range.listened]).toEqual([300, 300, 300, 300]);
    expect(range.keptSince).toBe(0);
  });

  test('what the archive does not keep is not known before memory', () => {
    expect(valuesOf(joined(), 'a', 'busy')).toEqual([none, none, none, 2]);
    expect(valuesOf(joined(), 'gone', 'failed')).toEqual([none, none, none, 0]);
  });

  test('a task that only the archive knows did nothing in what memory has', () => {
    expect(valuesOf(joined(), 'gone', 'succeeded')).toEqual([1, 2, 3, 0]);
    expect(valuesOf(joined(), 'gone', 'runtime')).toEqual([none, none, none, none]);
  });

  test('a task without a place may be among the rest: that is not 0', () => {
    expect(valuesOf(joined({ rest: Float64Array.of(none, 7, none) }), 'a', 'succeeded')).toEqual([10, none, 30, 9]);
  });

  test('minutes that were stored twice count once', () => {
    const range = joined({ listened: Float64Array.of(600, 300, 360) });
    expect(valuesOf(range, 'a', 'succeeded')).toEqual([5, 0, 25, 9]);
    expect([...range.listened]).toEqual([300, 300, 300, 300]);
    expect(valuesOf(range, 'a', 'runtime')).toEqual([5, none, 6, 2]);
  });

  test('where nobody listened for long there is less than all, and nothing where nobody did', () => {
    const range = joined({ listened: Float64Array.of(none, 60, 300) });
    expect(valuesOf(range, 'a', 'succeeded')).toEqual([none, 0, 30, 9]);
    expect([...range.qualities]).toEqual((['unknown', 'atLeast', 'estimate', 'exact'] as const).map(quality));
    expect(range.series[0]?.quality).toBe('atLeast');
    expect(joined().series[0]?.quality).toBe('estimate');
  });

  test('memory stays as it is where it has all, or the archive has other steps', () => {
    expect(withArchivedRuns({ ...archived, listened: Float64Array.of(0, 0, 122) }, live, MEASURES)).toBe(live);
    expect(joined({ stepMs: 60_000 })).toBe(live);
    expect(joined({ times: new Float64Array() })).toBe(live);
  });
});
