import { t } from '@grafana/i18n';
import type { QueryMeasure } from '../../contract/measures';
import type { QueryOf, QueueQuery } from '../../contract/query';
import type { RunMeasure } from '../../contract/run-measures';
import { MEASURE_WORDS, RUN_MEASURE_WORDS } from './measure-words';
import { PLAIN } from './plain';

/** The names of measures in a sentence: "waiting tasks and age of the oldest task". */
function measureNames(measures: readonly QueryMeasure[]): string {
  return listed(measures.map((measure) => MEASURE_WORDS[measure]?.().name ?? String(measure)));
}

function runMeasureNames(measures: readonly RunMeasure[]): string {
  return listed(measures.map((measure) => RUN_MEASURE_WORDS[measure]?.().name ?? String(measure)));
}

/** Beyond this many the sentence would not be read to its end. */
const NAMED = 4;

function listed(names: readonly string[]): string {
  const shown = names.length > NAMED ? [...names.slice(0, NAMED), '…'] : names;
  return shown.join(', ');
}

/** What a query asks, as sentences for a person. Each is translated as a whole. */
export function explain(query: QueueQuery): string {
  const shown = 'queues' in query && query.queues.includes('*') ? { ...query, queues: [] } : query;
  return [whatOf(shown), ...moreOf(shown)].join(' ');
}

function whatOf(query: QueueQuery): string {
  switch (query.queryType) {
    case 'history':
      return historyOf(query);
    case 'now':
      return nowOf(query);
    case 'tasks':
      return isAll(query)
        ? t('editor.explain.tasks-all', 'The tasks that wait in every queue.')
        : t('editor.explain.tasks', 'The tasks that wait in {{queues}}.', { queues: listed(query.queues), ...PLAIN });
    case 'workers':
      return isAll(query)
        ? t('editor.explain.workers-all', 'Every worker, and the queues it consumes.')
        : t('editor.explain.workers', 'The workers that consume {{queues}}.', { queues: listed(query.queues), ...PLAIN });
    case 'broker':
      return brokerOf(query);
    case 'runs':
      return runsOf(query);
    case 'events':
      return isAll(query)
        ? t('editor.explain.events-all', 'What happened to every queue, its workers and the broker.')
        : t('editor.explain.events', 'What happened to {{queues}}, and to the broker.', { queues: listed(query.queues), ...PLAIN });
  }
}

const isAll = ({ queues }: { readonly queues: readonly string[] }) => queues.length === 0;

function historyOf({ measures, queues, by }: QueryOf<'history'>): string {
  const values = { measures: measureNames(measures), queues: listed(queues), ...PLAIN };
  if (by === 'total')
    return queues.length === 0
      ? t('editor.explain.history-total-all', 'Over time, for all queues together: {{measures}}.', values)
      : t('editor.explain.history-total', 'Over time, for {{queues}} together: {{measures}}.', values);
  if (by === 'priority')
    return queues.length === 0
      ? t('editor.explain.history-priority-all', 'Over time, for each priority of every queue: {{measures}}.', values)
      : t('editor.explain.history-priority', 'Over time, for each priority of {{queues}}: {{measures}}.', values);
  return queues.length === 0
    ? t('editor.explain.history-all', 'Over time, for every queue: {{measures}}.', values)
    : t('editor.explain.history', 'Over time, for {{queues}}: {{measures}}.', values);
}

function nowOf({ measures, queues, by }: QueryOf<'now'>): string {
  const values = { measures: measureNames(measures), queues: listed(queues), ...PLAIN };
  if (by === 'total')
    return queues.length === 0
      ? t('editor.explain.now-total-all', 'Now, for all queues together: {{measures}}.', values)
      : t('editor.explain.now-total', 'Now, for {{queues}} together: {{measures}}.', values);
  if (by === 'priority')
    return queues.length === 0
      ? t('editor.explain.now-priority-all', 'Now, for each priority of every queue: {{measures}}.', values)
      : t('editor.explain.now-priority', 'Now, for each priority of {{queues}}: {{measures}}.', values);
  return queues.length === 0
    ? t('editor.explain.now-all', 'Now, for every queue: {{measures}}.', values)
    : t('editor.explain.now', 'Now, for {{queues}}: {{measures}}.', values);
}

function brokerOf({ answer }: QueryOf<'broker'>): string {
  switch (answer) {
    case 'status':
      return t('editor.explain.broker-status', 'A number for each risk to the broker: 0 ok, 1 warning, 2 critical.');
    case 'server':
      return t('editor.explain.broker-server', 'A number for each risk of the Redis server: 0 ok, 1 warning, 2 critical.');
    case 'memory':
      return t('editor.explain.broker-memory', 'The memory that the broker uses, in bytes.');
    case 'overdue':
      return t('editor.explain.broker-overdue', 'The number of tasks unacknowledged for longer than the visibility timeout.');
    case 'mirror':
      return t('editor.explain.broker-mirror', 'What the CloudWatch mirror stored, how far it is behind, and what it costs.');
    case 'mirrorDelay':
      return t('editor.explain.broker-mirror-delay', 'How many seconds the CloudWatch mirror is behind.');
    case 'all':
      return t('editor.explain.broker', 'The health of the broker, and what puts its queues at risk.');
  }
}

function runsOf({ tasks, measures, by, format }: QueryOf<'runs'>): string {
  const values = { measures: runMeasureNames(measures), tasks: listed(tasks), ...PLAIN };
  const all = tasks.length === 0;
  switch (by) {
    case 'total':
      return all
        ? t('editor.explain.runs-total-all', 'Runs of all tasks together: {{measures}}.', values)
        : t('editor.explain.runs-total', 'Runs of {{tasks}} together: {{measures}}.', values);
    case 'queue':
      return all
        ? t('editor.explain.runs-queue-all', 'Runs of every task, for each queue: {{measures}}.', values)
        : t('editor.explain.runs-queue', 'Runs of {{tasks}}, for each queue: {{measures}}.', values);
    case 'worker':
      return all
        ? t('editor.explain.runs-worker-all', 'Runs of every task, for each worker: {{measures}}.', values)
        : t('editor.explain.runs-worker', 'Runs of {{tasks}}, for each worker: {{measures}}.', values);
    case 'exception':
      return all
        ? t('editor.explain.runs-exception-all', 'Runs of every task, for each type of exception: {{measures}}.', values)
        : t('editor.explain.runs-exception', 'Runs of {{tasks}}, for each type of exception: {{measures}}.', values);
    default:
      if (format === 'timeseries')
        return all
          ? t('editor.explain.runs-series-all', 'Runs of every task over time: {{measures}}.', values)
          : t('editor.explain.runs-series', 'Runs of {{tasks}} over time: {{measures}}.', values);
      return all
        ? t('editor.explain.runs-all', 'Runs of every task in the time range: {{measures}}.', values)
        : t('editor.explain.runs', 'Runs of {{tasks}} in the time range: {{measures}}.', values);
  }
}

/** Sentences about what a person chose besides. */
function moreOf(query: QueueQuery): string[] {
  const more: string[] = [];
  if ('exclude' in query && query.exclude.length > 0)
    more.push(t('editor.explain.exclude', 'Without {{names}}.', { names: listed(query.exclude), ...PLAIN }));
  if (query.queryType === 'runs' && query.queues.length > 0)
    more.push(t('editor.explain.in-queues', 'Only in {{queues}}.', { queues: listed(query.queues), ...PLAIN }));
  if ('top' in query && query.top > 0)
    more.push(
      t('editor.explain.top', '', {
        count: query.top,
        defaultValue_one: 'Only the largest.',
        defaultValue_other: 'Only the {{count, number}} largest.',
      }),
    );
  if ('usual' in query && query.usual) more.push(t('editor.explain.usual', 'With the usual range of the hour.'));
  if ('live' in query && query.live) more.push(t('editor.explain.live', 'Updates live.'));
  return more;
}
