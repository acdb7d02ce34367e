import type { Notice } from 'grafana-node-datasource-runtime';
import { message } from '../../../src/contract/messages/message';
import type { QueryOf } from '../../../src/contract/query';
import { TASK_MEASURES, type TaskMeasure } from '../../../src/contract/task-measures';
import { withDeadline } from '../../lifetime/deadline';
import { MINUTE_MS } from '../../queues/minute';
import type { Monitor } from '../../queues/monitor/monitor';
import type { Archive, ArchiveSegment, TaskArchiveRequest } from '../../queues/ports/archive';
import { reasonOf } from '../../queues/ports/reason';
import type { ArchivedRuns } from '../../queues/runs/archived-runs';
import { say } from '../notices/said';

/** A panel waits this long for the names of tasks, and for what is stored of them. Milliseconds. */
const NAMES_MS = 1500;
const ARCHIVE_MS = 4000;
/** What a mirror calls the tasks without metrics of their own. */
const REST = 'Other';

export interface PastRuns {
  /** Undefined where there is nothing to join. */
  readonly archived: ArchivedRuns | undefined;
  /** Milliseconds of a step in which memory is to be read: longer than wished where the archive has no finer one. */
  readonly stepMs: number;
  readonly notices: readonly Notice[];
}

/** Whether an archive may have something of a query that begins before memory does. */
function reachesPast({ archive, settings }: Monitor, from: number, keptSince: number | undefined): boolean {
  return archive !== undefined && settings.mirror.taskMeasures.length > 0 && from < (keptSince ?? Number.POSITIVE_INFINITY) - MINUTE_MS;
}

/** The tasks that the archive lists, for a query by task that begins before memory does. Never rejects: without a list memory's names do. */
export async function pastTasks(monitor: Monitor, query: QueryOf<'runs'>, from: number, keptSince: number | undefined) {
  const { archive } = monitor;
  if (!archive || query.by !== 'task' || query.queues.length > 0) return [];
  if (!reachesPast(monitor, from, keptSince)) return [];
  return withDeadline(NAMES_MS, (limit) => archive.tasks(limit)).catch((): readonly string[] => []);
}

/** Reads what is older than memory. Never rejects: when the archive is slow or refuses, a notice says what is missing. */
export async function readPastRuns(
  monitor: Monitor,
  query: QueryOf<'runs'>,
  tasks: readonly string[],
  range: { readonly from: number; readonly to: number; readonly stepMs: number; readonly keptSince: number | undefined },
): Promise<PastRuns> {
  const { archive, settings } = monitor;
  const none: PastRuns = { archived: undefined, stepMs: range.stepMs, notices: [] };
  if (!archive || !reachesPast(monitor, range.from, range.keptSince)) return none;
  if (query.by !== 'task' || query.queues.length > 0) {
    return { ...none, notices: [say(message('archive.runsByTaskOnly', { archive: archive.label }))] };
  }
  const wanted = new Set<string>(query.measures.flatMap((each) => (each === 'failureRatio' ? ['failed', 'succeeded'] : [each])));
  const measures = TASK_MEASURES.filter((measure) => wanted.has(measure) && settings.mirror.taskMeasures.includes(measure));
  try {
    const asked = { ...range, statistic: query.statistic };
    return await withDeadline(ARCHIVE_MS, (limit) => read(archive, tasks, measures, asked, limit));
  } catch (error) {
    return { ...none, notices: [say(message('archive.runsUnread', { reason: reasonOf(error) }))] };
  }
}

type Asked = Pick<TaskArchiveRequest, 'from' | 'to' | 'statistic'> & { readonly stepMs: number };

async function read(
  archive: Archive,
  tasks: readonly string[],
  measures: readonly TaskMeasure[],
  { from, to, statistic, stepMs }: Asked,
  signal: AbortSignal,
): Promise<PastRuns> {
  const ask = (measure: TaskArchiveRequest['measure'], of: readonly (string | null)[], interval: number) =>
    archive.readTasks({ tasks: of, measure, statistic, from, to, interval }, signal);
  const first = await ask('listened', [null], stepMs);
  // What is old is kept in longer steps: then all are as long as the longest.
  const step = Math.max(stepMs, ...first.map(({ period }) => period));
  const [listened] = first.length > 1 ? await ask('listened', [null], step) : first;
  const none = { archived: undefined, stepMs: step, notices: [] };
  if (!listened) return none;
  const names = tasks.filter((task) => task !== '');
  const found = await Promise.all(measures.map((measure) => ask(measure, [...names, REST], step)));
  const firsts = found.map(([segment]): ArchiveSegment | undefined => segment);
  if (firsts.some((segment) => segment?.times.length !== listened.times.length)) return none; // it became too old meanwhile
  const byTask = names.map((name, i) => {
    const values = measures.map((measure, m) => [measure, firsts[m]?.values[i] ?? new Float64Array()] as const);
    return [name, new Map(values)] as const;
  });
  const isStored = ([, values]: (typeof byTask)[number]) =>
    Array.from(values.values()).some((each) => each.some((value) => !Number.isNaN(value)));
  const stored = new Map(byTask.filter(isStored));
  const archived: ArchivedRuns = {
    times: listened.times,
    stepMs: listened.period,
    listened: listened.values[0] ?? new Float64Array(),
    tasks: stored,
    rest: firsts[0]?.values[names.length],
  };
  return { archived, stepMs: listened.period, notices: [] };
}
