import type { SelectableValue } from '@grafana/data';
import type { DurationStatistic, RunFormat, RunGrouping } from '../contract/queries/runs';
import { RUN_MEASURE_INFO, RUN_MEASURES, type RunMeasure } from '../contract/run-measures';

export const FORMAT_OPTIONS: SelectableValue<RunFormat>[] = [
  { value: 'table', label: 'Table', description: 'One row per group, over the whole time range; counts are numbers of tasks' },
  { value: 'timeseries', label: 'Time series', description: 'One line per group; counts are tasks per second' },
];

/** By type of exception there is a table only. */
export function runGroupingOptions(format: RunFormat): SelectableValue<RunGrouping>[] {
  const options: SelectableValue<RunGrouping>[] = [
    { value: 'task', label: 'Task', description: 'One value per task name' },
    { value: 'queue', label: 'Queue', description: 'One value per queue, where it is known' },
    { value: 'worker', label: 'Worker', description: 'One value per worker' },
    { value: 'total', label: 'Total', description: 'One value over all chosen tasks' },
  ];
  const exception = {
    value: 'exception',
    label: 'Exception',
    description: 'One row per task and type of exception; failed and retried only',
  } as const;
  return format === 'table' ? [...options, exception] : options;
}

export const DURATION_OPTIONS: SelectableValue<DurationStatistic>[] = [
  { value: 'avg', label: 'Avg', description: 'The mean' },
  { value: 'p50', label: 'p50', description: 'The median: half of the tasks took less' },
  { value: 'p95', label: 'p95', description: '95 % of the tasks took less' },
  { value: 'p99', label: 'p99', description: '99 % of the tasks took less' },
  { value: 'max', label: 'Max', description: 'The longest' },
];

/** The measures to choose from; those without a value in the grouping cannot be chosen. */
export function runMeasureOptions(by: RunGrouping): SelectableValue<RunMeasure>[] {
  return RUN_MEASURES.map((measure) => ({
    value: measure,
    label: measure,
    description: RUN_MEASURE_INFO[measure].description,
    isDisabled: by === 'exception' && !RUN_MEASURE_INFO[measure].byException,
  }));
}

/** What the chosen measures mean, for the tooltip beside them. */
export function describeRunMeasures(chosen: readonly RunMeasure[]): string {
  const known = RUN_MEASURES.filter((measure) => chosen.includes(measure));
  return known.map((measure) => (known.length > 1 ? `${measure}: ` : '') + RUN_MEASURE_INFO[measure].description).join(' ');
}

/** Whether a statistic says anything of what is chosen. */
export function hasDurations(chosen: readonly RunMeasure[]): boolean {
  return RUN_MEASURES.some((measure) => chosen.includes(measure) && RUN_MEASURE_INFO[measure].kind === 'duration');
}

/** A word about measures that have no value in the grouping that was chosen. */
export function exceptionProblem(measures: readonly RunMeasure[], by: RunGrouping): string | undefined {
  const empty =
    by === 'exception' ? RUN_MEASURES.filter((measure) => measures.includes(measure) && !RUN_MEASURE_INFO[measure].byException) : [];
  return empty.length === 0 ? undefined : `${empty.join(', ')}: not known by type of exception; choose failed or retried`;
}
