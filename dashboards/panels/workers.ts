import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Home } from '../home';
import { toQueue } from '../parts/links';
import { COUNT, RATE, SECONDS, SLOTS } from '../parts/look';
import type { PanelBase } from '../parts/panel';
import { ask, CHOSEN } from '../parts/query';
import { QUALITY, WORKER_STATE } from '../parts/words';
import { type Column, table } from './table';

const SHORT: readonly Column[] = [
  { field: 'worker', title: 'Worker', minWidth: 150, wrap: true },
  { field: 'state', title: 'State', width: 70, mappings: WORKER_STATE, filled: true },
  { field: 'queues', title: 'Queues', minWidth: 150, wrap: true, none: 'not known' },
  { field: 'active', title: 'Running', width: 72, format: COUNT },
];
const MORE: readonly Column[] = [
  { field: 'pool', title: 'Slots', width: 56, format: COUNT },
  { field: 'rate', title: 'Starts', width: 80, format: RATE },
  { field: 'processed', title: 'Started', width: 80, format: COUNT },
  { field: 'load', title: 'Load', width: 60, format: SLOTS },
  { field: 'lastHeard', title: 'Last heard', width: 125, unit: 'dateTimeFromNow' },
  { field: 'version', title: 'Version', width: 75 },
];

/** One row per worker. `all` columns need the whole width. */
export function workersTable(base: PanelBase, queues: readonly string[], columns: 'short' | 'all'): Panel {
  return table({ ...base, queries: [ask('workers', { queues })], columns: columns === 'all' ? [...SHORT, ...MORE] : SHORT });
}

/** How many workers and slots there are for each queue, and how many it takes. */
export function capacityTable(home: Home, base: PanelBase): Panel {
  return table({
    ...base,
    queries: [
      ask('now', {
        queues: CHOSEN,
        measures: ['workers', 'concurrency', 'busy', 'utilisation', 'neededConcurrency', 'waiting', 'oldestAge'],
      }),
    ],
    sortBy: ['Oldest'],
    columns: [
      { field: 'queue', title: 'Queue', minWidth: 150, links: [toQueue(home, '__value.raw')] },
      { field: 'workers', title: 'Workers', width: 80, format: COUNT },
      { field: 'concurrency', title: 'Slots', width: 80, format: COUNT },
      { field: 'busy', title: 'Busy', width: 80, format: SLOTS },
      { field: 'utilisation', title: 'Utilization', width: 96, format: { unit: 'percentunit', decimals: 0 } },
      { field: 'neededConcurrency', title: 'Needed', width: 85, format: COUNT },
      { field: 'waiting', title: 'Waiting', width: 85, format: COUNT },
      { field: 'oldestAge', title: 'Oldest', width: 95, format: SECONDS },
      { field: 'quality', title: 'Quality', width: 105, mappings: QUALITY },
    ],
  });
}
