import type { DataTransformerConfig, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Home } from '../home';
import { onlyQueue, toQueue, toTasksOfQueue } from '../parts/links';
import { COUNT, RATE, RATIO, SECONDS } from '../parts/look';
import type { PanelBase } from '../parts/panel';
import { ask, CHOSEN } from '../parts/query';
import { RANKED_STATUS_NUMBERS, RANKED_STATUSES } from '../parts/words';
import { type Stat, stat } from './stat';
import { table } from './table';

/** Every queue with all that is known of it, worst first. */
export function queuesTable(base: PanelBase, home: Home): Panel {
  return table({
    ...base,
    queries: [
      ask('now', {
        queues: CHOSEN,
        measures: ['waiting', 'status', 'oldestAge', 'inFlight', 'arrivals', 'departures', 'drainTime', 'workers'],
      }),
      ask('runs', { queues: CHOSEN, by: 'queue', measures: ['failureRatio'] }, 'B'),
    ],
    transformations: [
      { id: 'organize', options: { excludeByName: { broker: true } } },
      { id: 'joinByField', options: { byField: 'queue', mode: 'outer' } },
      // Queues that only task events know are not in the answer of `now`.
      {
        id: 'filterByValue',
        options: { type: 'exclude', match: 'any', filters: [{ fieldName: 'status', config: { id: 'isNull', options: {} } }] },
      },
      ...rankStatuses(),
    ],
    sortBy: ['Status', 'Waiting'],
    columns: [
      {
        field: 'queue',
        title: 'Queue',
        minWidth: 165,
        links: [toQueue(home, '__value.raw'), toTasksOfQueue(home, '__value.raw'), onlyQueue(home, '__value.raw')],
      },
      { field: 'status', title: 'Status', width: 102, mappings: RANKED_STATUS_NUMBERS, filled: true, align: 'left', format: COUNT },
      { field: 'waiting', title: 'Waiting', width: 98, format: COUNT },
      { field: 'oldestAge', title: 'Oldest', width: 82, format: SECONDS },
      { field: 'inFlight', title: 'In flight', width: 80, format: COUNT },
      { field: 'arrivals', title: 'In', width: 74, format: RATE },
      { field: 'departures', title: 'Out', width: 74, format: RATE },
      { field: 'drainTime', title: 'Empty in', width: 85, format: SECONDS, none: '–' },
      { field: 'workers', title: 'Workers', width: 75, format: COUNT },
      {
        field: 'failureRatio',
        title: 'Failed',
        width: 75,
        format: RATIO,
        colors: [
          [null, 'text'],
          [0.01, 'orange'],
          [0.05, 'red'],
        ],
      },
    ],
  });
}

/** Turns the words into numbers, so that the table can be sorted by them. */
function rankStatuses(): DataTransformerConfig[] {
  const conversion = (rest: object) => ({
    id: 'convertFieldType',
    options: { fields: {}, conversions: [{ targetField: 'status', ...rest }] },
  });
  return [conversion({ destinationType: 'enum', enumConfig: { text: RANKED_STATUSES } }), conversion({ destinationType: 'number' })];
}

/** How many queues have a status that is at least this bad. 0 is a number here, and differs from "not known". */
export function queuesWithStatus(
  base: PanelBase &
    Pick<Stat, 'color' | 'links' | 'isLarge'> & { readonly atLeast: 'warning' | 'critical'; readonly queues: readonly string[] },
): Panel {
  const { atLeast, queues, ...rest } = base;
  // The status is 0 ok, 1 warning, 2 critical, 3 unconsumed. Grafana has no comparison that gives 0 or 1.
  const [by, operator] = atLeast === 'critical' ? ['2', 'floor'] : ['4', 'ceil'];
  const calculate = (options: object) => ({ id: 'calculateField', options });
  return stat({
    ...rest,
    queries: [ask('history', { queues, measures: ['status'], statistic: 'last' })],
    column: 'total',
    format: COUNT,
    filled: true,
    transformations: [
      { id: 'reduce', options: { reducers: ['last'], mode: 'seriesToRows' } },
      {
        id: 'filterByValue',
        options: {
          type: 'include',
          match: 'any',
          filters: [{ fieldName: 'Last', config: { id: 'greaterOrEqual', options: { value: 0 } } }],
        },
      },
      calculate({
        alias: 'part',
        mode: 'binary',
        binary: { left: { matcher: { id: 'byName', options: 'Last' } }, operator: '/', right: { fixed: by } },
      }),
      calculate({ alias: 'counted', mode: 'unary', unary: { operator, fieldName: 'part' } }),
      calculate({ alias: 'total', mode: 'cumulativeFunctions', cumulative: { field: 'counted', reducer: 'sum' } }),
    ],
  });
}
