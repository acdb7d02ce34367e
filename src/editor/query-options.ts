import type { SelectableValue } from '@grafana/data';
import { MEASURE_INFO, type MeasureInfo, QUERY_MEASURES, type QueryMeasure } from '../contract/measures';
import type { BrokerAnswer } from '../contract/queries/broker';
import { type Grouping, isQueryType, type QueryType, type Statistic } from '../contract/query';
import { isKnownByPriority } from '../query/by-priority';

/** The types of query in the order in which they are shown. A type without an option does not compile. */
const OPTIONS: Readonly<Record<QueryType, { readonly label: string; readonly description: string }>> = {
  history: { label: 'History', description: 'Time series over the time range.' },
  now: { label: 'Now', description: 'One row per queue, as it is now.' },
  tasks: { label: 'Tasks', description: 'Queue contents: task names, counts and ages.' },
  workers: { label: 'Workers', description: 'Workers, the queues they consume, and when each was last heard from.' },
  broker: { label: 'Broker', description: 'Health of the Redis server, and risks to the queues.' },
  runs: { label: 'Task runs', description: 'Task executions: how many succeeded and failed, and how long they ran.' },
  events: { label: 'Events', description: 'Thresholds crossed, workers gone, restarts, evictions.' },
};

export function describeQueryType(type: QueryType | undefined): string {
  return type ? OPTIONS[type].description : '';
}

/** The types of query. That of the chosen one is told beside them, so a tooltip tells only those of the others. */
export function queryTypeOptions(chosen: QueryType | undefined): SelectableValue<QueryType>[] {
  return Object.entries(OPTIONS).flatMap(([value, { label, description }]) => {
    if (!isQueryType(value)) return [];
    return value === chosen ? { value, label } : { value, label, description };
  });
}

export const GROUPING_OPTIONS: SelectableValue<Grouping>[] = [
  { value: 'queue', label: 'Queue', description: 'One value per queue' },
  { value: 'priority', label: 'Priority', description: 'One value per queue and priority step; waiting and status only' },
  { value: 'total', label: 'Total', description: 'One value for all selected queues' },
];
export const STATISTIC_OPTIONS: SelectableValue<Statistic>[] = [
  { value: 'max', label: 'Max', description: 'Largest value of each interval: a short spike stays visible' },
  { value: 'min', label: 'Min', description: 'Smallest value of each interval' },
  { value: 'avg', label: 'Avg', description: 'Mean of each interval' },
  { value: 'last', label: 'Last', description: 'Last value of each interval' },
];
export const BROKER_OPTIONS: SelectableValue<BrokerAnswer>[] = [
  {
    value: 'all',
    label: 'Everything',
    description: 'A table of facts and risks, and memory, clients and commands over time',
  },
  { value: 'status', label: 'Risks', description: 'One number per kind of risk, for alerts: 0 ok, 1 warning, 2 critical' },
  { value: 'server', label: 'Risks of the server', description: 'The same without deliveries, which say something of the workers' },
  { value: 'memory', label: 'Memory', description: 'Bytes used, for alerts' },
  { value: 'overdue', label: 'Overdue deliveries', description: 'Tasks unacknowledged for longer than the visibility timeout, for alerts' },
  { value: 'mirror', label: 'Mirror', description: 'What the CloudWatch mirror stored, how far it is behind, and what it costs' },
  {
    value: 'mirrorDelay',
    label: 'Mirror delay',
    description: 'Seconds since the mirror had nothing left to send to CloudWatch, for alerts',
  },
];

const UNIT: Readonly<Record<MeasureInfo['unit'], string>> = {
  Count: '',
  Seconds: ' In seconds.',
  'Count/Second': '',
  Bytes: ' In bytes.',
  None: '',
};

function describeMeasure(measure: QueryMeasure): string {
  if (measure === 'deviation')
    return 'Distance of the waiting tasks from the usual range of this hour of the week, in widths of that range: 0 inside, negative below. Needs two weeks of archive.';
  if (measure === 'lateness') return 'Age of the oldest waiting task ÷ the age threshold of the queue: more than 1 is late.';
  if (measure === 'status') return 'By the thresholds: ok, warning or critical; unconsumed if tasks wait and no worker consumes the queue.';
  const { description, unit } = MEASURE_INFO[measure];
  return description + UNIT[unit];
}

/** The measures to choose from; those without a value in the grouping cannot be chosen. */
export function measureOptions(by: Grouping): SelectableValue<QueryMeasure>[] {
  return QUERY_MEASURES.map((measure) => ({
    value: measure,
    label: measure,
    description: describeMeasure(measure),
    isDisabled: by === 'priority' && !isKnownByPriority(measure),
  }));
}

/** What the chosen measures mean, for the tooltip beside them. */
export function describeMeasures(chosen: readonly QueryMeasure[]): string {
  const known = QUERY_MEASURES.filter((measure) => chosen.includes(measure));
  if (known.length === 1) return describeMeasure(known[0] ?? 'waiting');
  return known.map((measure) => `${measure}: ${describeMeasure(measure)}`).join(' ');
}
