import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { ComboboxOption } from '@grafana/ui';
import type { DurationStatistic, RunFormat, RunGrouping } from '../../contract/queries/runs';
import { RUN_MEASURE_INFO, RUN_MEASURES, type RunMeasure } from '../../contract/run-measures';
import { RUN_MEASURE_WORDS } from './measure-words';

export const formatOptions = (): SelectableValue<RunFormat>[] => [
  {
    value: 'table',
    label: t('options.formats.table', 'Table'),
    description: t('options.formats.table-text', 'One row per group, over the whole time range; counts are numbers of tasks'),
  },
  {
    value: 'timeseries',
    label: t('options.formats.timeseries', 'Time series'),
    description: t('options.formats.timeseries-text', 'One line per group; counts are tasks per second'),
  },
];

/** By type of exception there is a table only. */
export function runGroupingOptions(format: RunFormat): SelectableValue<RunGrouping>[] {
  const options: SelectableValue<RunGrouping>[] = [
    { value: 'task', label: t('options.run-by.task', 'Task'), description: t('options.run-by.task-text', 'One value per task name') },
    {
      value: 'queue',
      label: t('options.run-by.queue', 'Queue'),
      description: t('options.run-by.queue-text', 'One value per queue, where it is known'),
    },
    { value: 'worker', label: t('options.run-by.worker', 'Worker'), description: t('options.run-by.worker-text', 'One value per worker') },
    {
      value: 'total',
      label: t('options.run-by.total', 'Total'),
      description: t('options.run-by.total-text', 'One value over all chosen tasks'),
    },
  ];
  const exception: SelectableValue<RunGrouping> = {
    value: 'exception',
    label: t('options.run-by.exception', 'Exception'),
    description: t('options.run-by.exception-text', 'One row per task and type of exception; failed and retried only'),
  };
  return format === 'table' ? [...options, exception] : options;
}

export const durationOptions = (): SelectableValue<DurationStatistic>[] => [
  { value: 'avg', label: t('options.durations.avg', 'Avg'), description: t('options.durations.avg-text', 'The mean') },
  { value: 'p50', label: 'p50', description: t('options.durations.p50-text', 'The median: half of the tasks took less') },
  { value: 'p95', label: 'p95', description: t('options.durations.p95-text', '95 % of the tasks took less') },
  { value: 'p99', label: 'p99', description: t('options.durations.p99-text', '99 % of the tasks took less') },
  { value: 'max', label: t('options.durations.max', 'Max'), description: t('options.durations.max-text', 'The longest') },
];

/** The measures to choose from, without those that have no value in the grouping. What is chosen is always among them. */
export function runMeasureOptions(by: RunGrouping, chosen: readonly RunMeasure[] = []): ComboboxOption<RunMeasure>[] {
  return RUN_MEASURES.filter((measure) => by !== 'exception' || RUN_MEASURE_INFO[measure].byException || chosen.includes(measure)).map(
    (measure) => {
      const { name, meaning } = RUN_MEASURE_WORDS[measure]();
      return { value: measure, label: name, description: meaning };
    },
  );
}

/** Whether a statistic says anything of what is chosen. */
export function hasDurations(chosen: readonly RunMeasure[]): boolean {
  return RUN_MEASURES.some((measure) => chosen.includes(measure) && RUN_MEASURE_INFO[measure].kind === 'duration');
}

/** A hint about measures that have no value in the selected grouping. */
export function exceptionProblem(measures: readonly RunMeasure[], by: RunGrouping): string | undefined {
  const empty = by === 'exception' ? measures.filter((measure) => !RUN_MEASURE_INFO[measure]?.byException) : [];
  if (empty.length === 0) return undefined;
  return t('editor.problems.by-exception', 'Not known by type of exception: {{measures}}. Choose failed or retried.', {
    measures: empty.map((measure) => RUN_MEASURE_WORDS[measure]?.().name ?? measure).join(', '),
  });
}
