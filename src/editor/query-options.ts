import type { SelectableValue } from '@grafana/data';
import { MEASURE_INFO, QUERY_MEASURES, type QueryMeasure } from '../contract/measures';
import type { Grouping, QueryType, Statistic } from '../contract/query';

export const QUERY_TYPE_OPTIONS: SelectableValue<QueryType>[] = [
  { value: 'history', label: 'History', description: 'Time series of the chosen range' },
  { value: 'now', label: 'Now', description: 'One row a queue, as it is at this moment' },
];
export const GROUPING_OPTIONS: SelectableValue<Grouping>[] = [
  { value: 'queue', label: 'Queue', description: 'One value a queue' },
  { value: 'priority', label: 'Priority', description: 'One value a queue and priority step' },
  { value: 'total', label: 'Total', description: 'One value over all chosen queues' },
];
export const STATISTIC_OPTIONS: SelectableValue<Statistic>[] = [
  { value: 'max', label: 'Max', description: 'The largest value of each interval: a short spike stays visible' },
  { value: 'min', label: 'Min', description: 'The smallest value of each interval' },
  { value: 'avg', label: 'Avg', description: 'The mean of each interval' },
  { value: 'last', label: 'Last', description: 'The last value of each interval' },
];
export const MEASURE_OPTIONS: SelectableValue<QueryMeasure>[] = QUERY_MEASURES.map((id) => ({
  value: id,
  label: id,
  description: id === 'status' ? 'What the thresholds of the settings make of it: ok, warning or critical.' : MEASURE_INFO[id].description,
}));

/** What the chosen measures mean, for the tooltip beside them. */
export function describeMeasures(chosen: readonly QueryMeasure[]): string {
  return MEASURE_OPTIONS.filter(({ value }) => chosen.some((measure) => measure === value))
    .map(({ description }) => description)
    .join(' ');
}
