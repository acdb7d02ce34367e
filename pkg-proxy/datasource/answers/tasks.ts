import type { Field, Frame, Notice } from 'grafana-node-datasource-runtime';
import { message } from '../../../src/contract/messages/message';
import type { QueryOf } from '../../../src/contract/query';
import type { Monitor } from '../../queues/monitor/monitor';
import { BrokerError } from '../../queues/ports/reader';
import { positionsOf } from '../../queues/positions';
import type { GoodSample } from '../../queues/sample';
import { maskArguments } from '../../queues/tasks/mask-arguments';
import { NOT_READ, type TaskGroup } from '../../queues/tasks/task-mix';
import { say } from '../notices/said';

/** One query looks into so many queues at the most. */
const MOST_QUEUES = 50;
/** So many of the queues that could not be read are named. */
const MOST_NAMED = 5;

/**
 * What is in the queues: one row a queue, priority and task. Small queues are read whole, large ones at their ends; each row says
 * how many were looked at. Arguments are shown where the settings allow it.
 * @throws BrokerError
 */
export async function tasksFrame(
  monitor: Monitor,
  query: QueryOf<'tasks'>,
  queues: readonly string[],
  sample: GoodSample,
  notices: readonly Notice[],
): Promise<Frame> {
  const { settings } = monitor;
  const asked = queues.length > MOST_QUEUES ? longest(queues, sample) : queues;
  const mixes = await monitor.tasks.of(asked, monitor.observed.closed);
  const found = mixes.flatMap((mix) => (mix instanceof BrokerError ? [] : mix));
  const rows = query.top > 0 ? found.sort((a, b) => b.count - a.count).slice(0, query.top) : found;
  const shown = (repr: string | undefined) => maskArguments(repr, settings.tasks.maskArguments);
  return {
    meta: {
      type: 'table',
      typeVersion: [0, 1],
      preferredVisualisationType: 'table',
      notices: [...notices, ...limitNotice(queues.length), ...failureNotices(asked, mixes), ...unreadNotice(rows), ...noneNotice(mixes)],
    },
    fields: [
      text('broker', rows, () => settings.environment),
      text('queue', rows, ({ queue }) => queue),
      text('priority', rows, ({ step }) => String(step)),
      text('task', rows, ({ task }) => task?.slice(0, 200)),
      number('count', rows, ({ count }) => count),
      number('share', rows, ({ share }) => share, { unit: 'percentunit' }),
      number('retries', rows, ({ retries }) => retries),
      number('scheduled', rows, ({ scheduled }) => scheduled),
      number('oldest', rows, ({ oldest }) => oldest, { unit: 's' }),
      number('bytes', rows, ({ bytes }) => bytes, { unit: 'bytes' }),
      text('format', rows, ({ format }) => format),
      text('quality', rows, ({ quality }) => quality),
      text('sampled', rows, ({ sampled, length }) => `${sampled.toLocaleString('en')} of ${length.toLocaleString('en')}`),
      ...(settings.tasks.showArguments
        ? [text('args', rows, ({ args }) => shown(args)), text('kwargs', rows, ({ kwargs }) => shown(kwargs))]
        : []),
    ],
  };
}

function longest(queues: readonly string[], sample: GoodSample): string[] {
  const index = positionsOf(sample.queues);
  const waiting = (queue: string) => sample.waiting[index.get(queue) ?? -1] || 0;
  return queues
    .toSorted((a, b) => waiting(b) - waiting(a))
    .slice(0, MOST_QUEUES)
    .sort();
}

function text(name: string, rows: readonly TaskGroup[], of: (row: TaskGroup) => string | undefined): Field {
  return { name, type: 'string', values: rows.map((row) => of(row) ?? null) };
}

function number(name: string, rows: readonly TaskGroup[], of: (row: TaskGroup) => number, config: Field['config'] = {}): Field {
  return { name, type: 'number', values: Float64Array.from(rows, of), config };
}

function limitNotice(selected: number): Notice[] {
  if (selected <= MOST_QUEUES) return [];
  return [say(message('tasks.tooManyQueues', { selected, most: MOST_QUEUES }))];
}

function failureNotices(queues: readonly string[], mixes: readonly (readonly TaskGroup[] | BrokerError)[]): Notice[] {
  const failed = mixes.flatMap((mix, i) => (mix instanceof BrokerError ? [{ queue: queues[i] ?? '', reason: mix.said }] : []));
  const named = failed.slice(0, MOST_NAMED).map((each) => say(message('queues.unread', each)));
  const more = failed.length - named.length;
  return more > 0 ? [...named, say(message('tasks.moreUnread', { count: more }))] : named;
}

/** Only where every queue was read, because a queue that was not may have some. */
function noneNotice(mixes: readonly (readonly TaskGroup[] | BrokerError)[]): Notice[] {
  const isEmpty = mixes.length > 0 && mixes.every((mix) => !(mix instanceof BrokerError) && mix.length === 0);
  return isEmpty ? [say(message('tasks.none'))] : [];
}

function unreadNotice(rows: readonly TaskGroup[]): Notice[] {
  if (!rows.some(({ format }) => format === NOT_READ)) return [];
  return [say(message('tasks.tooLarge'))];
}
