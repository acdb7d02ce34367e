import type { SelectableValue } from '@grafana/data';
import { t } from '@grafana/i18n';
import type { ComboboxOption } from '@grafana/ui';
import { QUERY_MEASURES, type QueryMeasure } from '../../contract/measures';
import type { BrokerAnswer } from '../../contract/queries/broker';
import { type Grouping, QUERY_TYPES, type QueryType, type Statistic } from '../../contract/query';
import { isKnownByPriority } from '../../query/by-priority';
import { isAlert } from '../../query/is-alert';
import { MEASURE_WORDS } from './measure-words';

type Words = () => { readonly label: string; readonly description: string };

/** The types of query in the order in which they are shown. A type without an option does not compile. */
const TYPES: Readonly<Record<QueryType, Words>> = {
  history: () => ({
    label: t('options.types.history', 'History'),
    description: t('options.types.history-text', 'Time series over the time range'),
  }),
  now: () => ({ label: t('options.types.now', 'Now'), description: t('options.types.now-text', 'One row per queue, as it is now') }),
  tasks: () => ({
    label: t('options.types.tasks', 'Tasks'),
    description: t('options.types.tasks-text', 'Queue contents: task names, counts and ages'),
  }),
  workers: () => ({
    label: t('options.types.workers', 'Workers'),
    description: t('options.types.workers-text', 'Workers, and the queues they consume'),
  }),
  broker: () => ({
    label: t('options.types.broker', 'Broker'),
    description: t('options.types.broker-text', 'Health of the Redis server, and risks to the queues'),
  }),
  runs: () => ({
    label: t('options.types.runs', 'Task runs'),
    description: t('options.types.runs-text', 'How many tasks succeeded and failed, and how long they ran'),
  }),
  events: () => ({
    label: t('options.types.events', 'Events'),
    description: t('options.types.events-text', 'Thresholds crossed, workers gone, restarts, evictions'),
  }),
};

/** An alert rule takes numbers, so it cannot take a list of tasks or events. */
const NOT_IN_ALERTS: readonly QueryType[] = ['tasks', 'events'];

/** The types of query that fit the place. One that is chosen already is always among them. */
export function queryTypeOptions(app: string | undefined, chosen: QueryType | undefined): SelectableValue<QueryType>[] {
  const order = Object.keys(TYPES);
  return QUERY_TYPES.filter((type) => type === chosen || !isAlert(app) || !NOT_IN_ALERTS.includes(type))
    .toSorted((a, b) => order.indexOf(a) - order.indexOf(b))
    .map((value) => ({ value, ...TYPES[value]() }));
}

export const groupingOptions = (): SelectableValue<Grouping>[] => [
  { value: 'queue', label: t('options.by.queue', 'Queue'), description: t('options.by.queue-text', 'One value per queue') },
  {
    value: 'priority',
    label: t('options.by.priority', 'Priority'),
    description: t('options.by.priority-text', 'One value per queue and priority step; waiting and status only'),
  },
  { value: 'total', label: t('options.by.total', 'Total'), description: t('options.by.total-text', 'One value for all selected queues') },
];
export const statisticOptions = (): SelectableValue<Statistic>[] => [
  {
    value: 'max',
    label: t('options.statistics.max', 'Max'),
    description: t('options.statistics.max-text', 'Largest value of each interval: a short spike stays visible'),
  },
  {
    value: 'min',
    label: t('options.statistics.min', 'Min'),
    description: t('options.statistics.min-text', 'Smallest value of each interval'),
  },
  { value: 'avg', label: t('options.statistics.avg', 'Avg'), description: t('options.statistics.avg-text', 'Mean of each interval') },
  {
    value: 'last',
    label: t('options.statistics.last', 'Last'),
    description: t('options.statistics.last-text', 'Last value of each interval'),
  },
];
export const brokerOptions = (): SelectableValue<BrokerAnswer>[] => [
  {
    value: 'all',
    label: t('options.broker.all', 'Everything'),
    description: t('options.broker.all-text', 'A table of facts and risks, and memory, clients and commands over time'),
  },
  {
    value: 'status',
    label: t('options.broker.status', 'Risks'),
    description: t('options.broker.status-text', 'One number per kind of risk, for alerts: 0 ok, 1 warning, 2 critical'),
  },
  {
    value: 'server',
    label: t('options.broker.server', 'Risks of the server'),
    description: t('options.broker.server-text', 'The same without overdue deliveries, which are about the workers'),
  },
  { value: 'memory', label: t('options.broker.memory', 'Memory'), description: t('options.broker.memory-text', 'Bytes used, for alerts') },
  {
    value: 'overdue',
    label: t('options.broker.overdue', 'Overdue deliveries'),
    description: t('options.broker.overdue-text', 'Tasks unacknowledged for longer than the visibility timeout, for alerts'),
  },
  {
    value: 'mirror',
    label: t('options.broker.mirror', 'Mirror'),
    description: t('options.broker.mirror-text', 'What the CloudWatch mirror stored, how far it is behind, and what it costs'),
  },
  {
    value: 'mirrorDelay',
    label: t('options.broker.mirror-delay', 'Mirror delay'),
    description: t('options.broker.mirror-delay-text', 'Seconds since the mirror had nothing left to send to CloudWatch, for alerts'),
  },
];

/** The measures to choose from, without those that have no value in the grouping. What is chosen is always among them. */
export function measureOptions(by: Grouping, chosen: readonly QueryMeasure[] = []): ComboboxOption<QueryMeasure>[] {
  return QUERY_MEASURES.filter((measure) => by !== 'priority' || isKnownByPriority(measure) || chosen.includes(measure)).map((measure) => {
    const { name, meaning } = MEASURE_WORDS[measure]();
    return { value: measure, label: name, description: meaning };
  });
}
