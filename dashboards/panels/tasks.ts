import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { RunMeasure } from '../../src/contract/run-measures';
import type { Home } from '../home';
import { toLogs, toQueue, toTask } from '../parts/links';
import { COUNT, FAILURES, type Format, RATIO, SECONDS, SLOTS } from '../parts/look';
import type { PanelBase } from '../parts/panel';
import { ask, CHOSEN } from '../parts/query';
import { QUALITY } from '../parts/words';
import { bars } from './bars';
import { type Graph, graph } from './graph';
import { type Stat, stat } from './stat';
import { type Column, table } from './table';

/** The task and the queues that are chosen at the top. */
const CHOSEN_TASKS = { tasks: ['$task'], queues: CHOSEN };

/** The panel that says how to set the link to the logs. */
export const LOGS_PANEL = 20;

type Look = PanelBase & Pick<Stat, 'format' | 'color'> & { readonly measure: RunMeasure };

/** One number for the whole time range. */
export function runTotal({ measure, ...rest }: Look): Panel {
  return stat({ ...rest, queries: [ask('runs', { ...CHOSEN_TASKS, by: 'total', measures: [measure] })], column: measure });
}

/** The mean over the time range, with the series behind it. */
export function runMean({ measure, ...rest }: Look): Panel {
  const queries = [ask('runs', { format: 'timeseries', ...CHOSEN_TASKS, by: 'total', measures: [measure] })];
  return stat({ ...rest, queries, calc: 'mean', spark: true });
}

/** The five tasks with the largest value. */
export function runBars(
  home: Home,
  {
    measure,
    ...rest
  }: PanelBase & { readonly measure: RunMeasure; readonly format: Format; readonly color: string; readonly none: string },
): Panel {
  return bars({
    ...rest,
    queries: [ask('runs', { ...CHOSEN_TASKS, measures: [measure], top: 5 })],
    column: measure,
    name: 'task',
    links: [toTask(home, '__data.fields.task')],
  });
}

/** The eight tasks with the largest value, over time. */
export function runGraph(home: Home, options: PanelBase & Pick<Graph, 'format' | 'stacked'> & { readonly measure: RunMeasure }): Panel {
  const { measure, ...rest } = options;
  return graph({
    ...rest,
    queries: [ask('runs', { format: 'timeseries', ...CHOSEN_TASKS, measures: [measure], top: 8 })],
    points: true,
    links: [toTask(home, '__field.labels.task')],
  });
}

export function queueTimeAgainstRunTime(base: PanelBase): Panel {
  return graph({
    ...base,
    queries: [ask('runs', { format: 'timeseries', ...CHOSEN_TASKS, by: 'total', measures: ['queueTime', 'runtime'] })],
    format: SECONDS,
    points: true,
    lines: { queueTime: ['Queue time', 'orange'], runtime: ['Run time', 'blue'] },
  });
}

/** How complete the task events are, in a word. */
export function runQuality(base: PanelBase): Panel {
  return stat({
    ...base,
    queries: [ask('runs', { ...CHOSEN_TASKS, by: 'total', measures: ['succeeded', 'failed', 'retried', 'runtime', 'queueTime', 'busy'] })],
    column: 'quality',
    mappings: QUALITY,
    color: 'text',
  });
}

const BUSY: Column = { field: 'busy', title: 'Busy', width: 75, format: SLOTS };
const SUCCEEDED: Column = { field: 'succeeded', title: 'Succeeded', width: 90, format: COUNT };
const FAILED: Column = { field: 'failed', title: 'Failed', width: 65, format: COUNT };

export function whatTakesTheTime(home: Home, base: PanelBase): Panel {
  return table({
    ...base,
    queries: [
      ask('runs', { ...CHOSEN_TASKS, measures: ['busy', 'succeeded', 'failed', 'failureRatio', 'retried', 'runtime', 'queueTime'] }),
    ],
    sortBy: ['Busy slots'],
    columns: [
      { field: 'task', title: 'Task', minWidth: 160, links: [toTask(home, '__value.raw'), toLogs(home, LOGS_PANEL)] },
      { field: 'busy', title: 'Busy slots', width: 120, format: SLOTS, bar: 'largest' },
      SUCCEEDED,
      FAILED,
      { field: 'failureRatio', title: 'Failed %', width: 85, format: RATIO, colors: [[null, 'text'], ...FAILURES.slice(2)] },
      { field: 'retried', title: 'Retried', width: 75, format: COUNT },
      { field: 'runtime', title: 'Run time', width: 90, format: SECONDS },
      { field: 'queueTime', title: 'Queue time', width: 98, format: SECONDS },
      { field: 'quality', title: 'Quality', width: 105, mappings: QUALITY },
    ],
  });
}

export function exceptions(home: Home, base: PanelBase): Panel {
  return table({
    ...base,
    // Exceptions are not known by queue.
    queries: [ask('runs', { tasks: ['$task'], by: 'exception', measures: ['failed', 'retried'] })],
    sortBy: ['Failed'],
    columns: [
      { field: 'exception', title: 'Exception', minWidth: 140 },
      { field: 'task', title: 'Task', minWidth: 140, links: [toTask(home, '__value.raw'), toLogs(home, LOGS_PANEL)] },
      { ...FAILED, width: 84 },
      { field: 'retried', title: 'Retried', width: 75, format: COUNT },
      { field: 'quality', title: 'Quality', width: 105, mappings: QUALITY },
    ],
  });
}

export function runsByQueue(home: Home, base: PanelBase): Panel {
  return table({
    ...base,
    queries: [ask('runs', { ...CHOSEN_TASKS, by: 'queue', measures: ['busy', 'succeeded', 'failed', 'queueTime'] })],
    sortBy: ['Busy'],
    columns: [
      { field: 'queue', title: 'Queue', minWidth: 110, links: [toQueue(home, '__value.raw')] },
      BUSY,
      SUCCEEDED,
      FAILED,
      { field: 'queueTime', title: 'Queue time', width: 98, format: SECONDS },
    ],
  });
}

export function runsByWorker(base: PanelBase): Panel {
  return table({
    ...base,
    queries: [ask('runs', { ...CHOSEN_TASKS, by: 'worker', measures: ['busy', 'succeeded', 'failed'] })],
    sortBy: ['Busy'],
    columns: [{ field: 'worker', title: 'Worker', minWidth: 150 }, BUSY, SUCCEEDED, FAILED],
  });
}
