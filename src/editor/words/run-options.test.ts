import { expect, test } from 'vitest';
import { RUN_FORMATS, RUN_GROUPINGS } from '../../contract/queries/runs';
import { RUN_MEASURES } from '../../contract/run-measures';
import { exceptionProblem, hasDurations, runGroupingOptions, runMeasureOptions } from './run-options';

test('every measure can be chosen, and says what it means', () => {
  const options = runMeasureOptions('task');
  expect(options.map(({ value }) => value)).toEqual(RUN_MEASURES);
  for (const { description } of options) expect(description).toMatch(/\.$/);
});

test('by type of exception there is a table of failures and retries', () => {
  const [table, series] = RUN_FORMATS.map((format) => runGroupingOptions(format).map(({ value }) => value));
  expect(table).toEqual(RUN_GROUPINGS);
  expect(series).toEqual(RUN_GROUPINGS.filter((by) => by !== 'exception'));
  expect(runMeasureOptions('exception').map(({ value }) => value)).toEqual(['failed', 'retried']);
  expect(exceptionProblem(['failed', 'runtime'], 'exception')).toMatch(/^Not known by type of exception: run time/);
  expect(exceptionProblem(['failed', 'runtime'], 'task')).toBeUndefined();
});

test('a statistic is of durations only', () => {
  expect(RUN_MEASURES.filter((measure) => hasDurations([measure]))).toEqual(['runtime', 'queueTime']);
});
