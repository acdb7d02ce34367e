import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Measure } from '../../src/contract/measures';
import type { Home } from '../home';
import { toTask } from '../parts/links';
import { COUNT, type Format, SECONDS, SLOTS } from '../parts/look';
import type { PanelBase } from '../parts/panel';
import { ask, CHOSEN } from '../parts/query';
import { QUALITY, STATUS_NUMBERS } from '../parts/words';
import { stat } from './stat';
import { table } from './table';

/** The last value of one measure, with its past behind it. */
export function queueNumber(
  options: PanelBase & { readonly measure: Measure; readonly format: Format; readonly none?: string; readonly live?: boolean },
): Panel {
  const { measure, live = false, ...rest } = options;
  return stat({ ...rest, queries: [ask('history', { queues: CHOSEN, measures: [measure], statistic: 'last', live })], spark: true });
}

export function queueStatus(): Panel {
  return stat({
    id: 33,
    title: 'Status',
    description:
      'By the thresholds in the data source settings. Unconsumed: tasks wait, and it is known that no worker consumes the queue.',
    queries: [ask('history', { queues: CHOSEN, measures: ['status'], statistic: 'last' })],
    format: COUNT,
    filled: true,
    mappings: STATUS_NUMBERS,
    color: [[null, 'text']],
  });
}

/** How far the values can be trusted, in a word. */
export function queueQuality(): Panel {
  return stat({
    id: 11,
    title: 'Data quality',
    description:
      'How far the numbers of this queue can be trusted. Estimate: from a sample. At least this: the true value may be higher. Out of date: not read recently. Partly known: some of it cannot be known.',
    queries: [
      ask('now', {
        queues: CHOSEN,
        measures: ['waiting', 'inFlight', 'scheduled', 'oldestAge', 'arrivals', 'departures', 'drainTime', 'workers'],
      }),
    ],
    column: 'quality',
    mappings: QUALITY,
    color: 'text',
  });
}

export function contentsTable(): Panel {
  return table({
    id: 12,
    title: 'Queue contents',
    description: 'Names of the waiting tasks. Only the ends of a long queue are read; Looked at says how many tasks.',
    queries: [ask('tasks', { queues: CHOSEN })],
    sortBy: ['Tasks'],
    columns: [
      { field: 'task', title: 'Task', minWidth: 150 },
      { field: 'priority', title: 'Priority', width: 78, format: COUNT },
      { field: 'count', title: 'Tasks', width: 82, format: COUNT },
      { field: 'share', title: 'Share', width: 90, format: { unit: 'percentunit', decimals: 0 }, bar: 'share' },
      { field: 'oldest', title: 'Oldest', width: 80, format: SECONDS },
      { field: 'retries', title: 'Retried', width: 70, format: COUNT },
      { field: 'scheduled', title: 'Scheduled', width: 88, format: COUNT },
      { field: 'bytes', title: 'Size', width: 80, format: { unit: 'bytes', decimals: 1 } },
      { field: 'sampled', title: 'Looked at', width: 88 },
      { field: 'quality', title: 'Quality', width: 100, mappings: QUALITY },
    ],
  });
}

export function tasksThatRan(home: Home): Panel {
  return table({
    id: 23,
    title: 'Tasks that ran',
    description:
      'Tasks of this queue in the time range, by the worker processes or threads that they keep busy. Run time: 95 of 100 took no longer. Click a task to open it in "Tasks".',
    queries: [ask('runs', { queues: CHOSEN, measures: ['busy', 'succeeded', 'failed', 'runtime'] })],
    sortBy: ['Busy'],
    columns: [
      { field: 'task', title: 'Task', minWidth: 150, links: [toTask(home, '__value.raw')] },
      { field: 'busy', title: 'Busy', width: 75, format: SLOTS },
      { field: 'succeeded', title: 'Succeeded', width: 95, format: COUNT },
      { field: 'failed', title: 'Failed', width: 70, format: COUNT },
      { field: 'runtime', title: 'Run time', width: 90, format: SECONDS },
    ],
  });
}
