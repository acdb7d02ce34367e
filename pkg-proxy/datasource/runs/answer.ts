import { type DataQuery, type Frame, type Notice, turns } from 'grafana-node-datasource-runtime';
import type { RunGroup } from '../../../src/contract/queries/runs';
import type { QueryOf } from '../../../src/contract/query';
import type { Work } from '../../lifetime/work';
import { MINUTE_MS } from '../../queues/minute';
import { withArchivedRuns } from '../../queues/runs/archived-runs';
import { inOneStep, WEIGHTS } from '../../queues/runs/in-one-step';
import type { Runs } from '../../queues/runs/runs';
import { type Asked, followedBy } from '../answer';
import { latestSample } from '../first-sample';
import { pointsFor } from '../limits';
import { failingNotice } from '../notices/notices';
import { assertByException, exceptionsFrame } from './exceptions';
import { followedRuns, settledUntil } from './live-runs';
import { OFF, runNotices } from './notices';
import { type PastRuns, pastTasks, readPastRuns } from './past';
import { type RunRow, rowsFrame } from './rows';
import { isWorthTelling, type RunSelection, runSelectorOf } from './selection';
import { qualityIn, runLabels, seriesFrame } from './series';

/** Steps of what a table adds up: the seam between archive and memory, and the end of the range, are no further off than one. */
const TABLE_STEPS = 100;

/** A query by something that runs are added up by. */
type Grouped = QueryOf<'runs'> & { readonly by: RunGroup };

/** A question to what was heard. Range: epoch milliseconds, both inclusive. */
interface Question {
  readonly runs: Runs;
  readonly environment: string;
  readonly selection: RunSelection;
  readonly from: number;
  readonly to: number;
  readonly notices: readonly Notice[];
}

/** What tasks did, from memory. While the broker cannot be read, what is known is told. */
export async function answerRuns({ monitor, query, request, channelOf, signal }: Asked<'runs'>): Promise<Frame[]> {
  if (query.by === 'exception') assertByException(query);
  const selector = runSelectorOf(query);
  const { runs } = monitor;
  if (!runs) {
    void monitor.asked();
    return [emptyFrame(query, monitor.settings.environment, OFF)];
  }
  await latestSample(monitor);
  const archivedTasks = await pastTasks(monitor, query, request.from, runs.keptSince);
  const selection = await turns.run(selector.select(monitor, runs, archivedTasks), signal);
  const now = Date.now();
  // A packet tells a minute that is over, so what is followed begins with those.
  const until = query.live && query.format === 'timeseries' ? settledUntil(now) : now;
  const { from } = request;
  const to = Math.min(request.to, until);
  const notices = [...failingNotice(monitor), ...selection.notices];
  const question = { runs, environment: monitor.settings.environment, selection, from, to, notices };
  if (!isGrouped(query)) return [await turns.run(exceptions(question, query), signal)];
  const plan = await turns.run(planned(question, query, request, archivedTasks), signal);
  const past = await readPastRuns(monitor, query, plan.names, { from, to, stepMs: plan.stepMs, keptSince: runs.keptSince });
  if (query.format === 'table') return [await turns.run(table(question, query, past), signal)];
  const { names } = plan;
  const frame = await turns.run(series(question, query, names, past), signal);
  return [followedBy(frame, followedRuns(query, names), channelOf)];
}

function isGrouped(query: QueryOf<'runs'>): query is Grouped {
  return query.by !== 'exception';
}

function* table({ runs, environment, selection, from, to, notices }: Question, query: Grouped, past: PastRuns): Work<Frame> {
  const { by, measures, statistic, top } = query;
  const { tasks, queues } = selection;
  const { archived, stepMs } = past;
  const read = { from, to, by, tasks, queues, statistic };
  const all = [...new Set([...measures, ...WEIGHTS])];
  const { series, keptSince } = archived
    ? inOneStep(withArchivedRuns(archived, yield* runs.read({ ...read, measures: all, stepMs }), all), measures, statistic)
    : yield* runs.read({ ...read, measures });
  const rows = series.filter(isWorthTelling).map(
    (each): RunRow => ({
      labels: Object.values(runLabels(by, each.name, environment)),
      values: new Map(Array.from(each.values, ([measure, [value = Number.NaN]]) => [measure, value] as const)),
      qualities: new Map(measures.map((measure) => [measure, qualityIn(each, measure)])),
    }),
  );
  const labels = Object.keys(runLabels(by, '', environment));
  return rowsFrame({
    labels,
    measures,
    rankedBy: firstOf(query),
    rows,
    top,
    notices: [...notices, ...past.notices, ...runNotices(runs, from, keptSince)],
  });
}

function* exceptions(question: Question, query: QueryOf<'runs'>): Work<Frame> {
  const { runs, environment, selection, from, to, notices } = question;
  const { tasks, queues } = selection;
  const range = yield* runs.read({ from, to, by: 'total', tasks, queues, measures: ['failed'], statistic: query.statistic });
  const all = [...notices, ...runNotices(runs, from, range.keptSince)];
  return yield* exceptionsFrame(runs, query, selection, { from, to, range }, environment, all);
}

/** What a time series shows. */
interface Plan {
  /** Of the series; empty for one whose name is not known. */
  readonly names: readonly string[];
  /** Wished, milliseconds. */
  readonly stepMs: number;
}

/** How many series there are, and which are the largest, says how many points each may have. What only the archive has comes last. */
function* planned(question: Question, query: Grouped, request: DataQuery, archived: readonly string[]): Work<Plan> {
  const { runs, selection, from, to } = question;
  const { by, measures, statistic, top } = query;
  const read = { from, to, by, statistic, tasks: selection.tasks, queues: selection.queues };
  const whole = yield* runs.read({ ...read, measures: [firstOf(query)] });
  const ranked = whole.series
    .map(({ name, values }) => ({ name, size: values.get(firstOf(query))?.[0] || 0 }))
    .sort((a, b) => b.size - a.size)
    .map(({ name }) => name);
  const all = [...new Set([...ranked, ...archived.filter(selection.tasks)])];
  const points = pointsFor({ by: 'queue', queues: all.length, steps: 1, measures: measures.length, top });
  const { intervalMs, maxDataPoints } = request;
  const span = Math.max(0, to - from);
  const stepMs = Math.max(intervalMs, maxDataPoints > 0 ? span / maxDataPoints : 0, span / Math.max(points, 1));
  // A table needs no finer steps than its sums, and is cut to the largest when these are known.
  if (query.format === 'table') return { names: all, stepMs: Math.max(1, Math.ceil(span / TABLE_STEPS / MINUTE_MS)) * MINUTE_MS };
  return { names: top > 0 ? all.slice(0, top) : all, stepMs: Math.max(1, Math.ceil(stepMs / MINUTE_MS)) * MINUTE_MS };
}

function* series(question: Question, query: Grouped, names: readonly string[], past: PastRuns): Work<Frame> {
  const { runs, environment, selection, from, to, notices } = question;
  const { by, measures, statistic } = query;
  const kept = new Set(names);
  const tasks = by === 'task' ? (name: string) => selection.tasks(name) && kept.has(name) : selection.tasks;
  const { stepMs, archived } = past;
  const live = yield* runs.read({ from, to, by, statistic, tasks, queues: selection.queues, measures, stepMs });
  const range = archived ? withArchivedRuns(archived, live, measures) : live;
  // One that came between the two readings is in the next answer.
  const drawn = { ...range, series: range.series.filter((each) => kept.has(each.name) && isWorthTelling(each)) };
  return seriesFrame(query, drawn, environment, [...notices, ...past.notices, ...runNotices(runs, from, range.keptSince)]);
}

/** By which measure the largest are chosen. */
function firstOf({ measures: [first = 'succeeded'] }: QueryOf<'runs'>) {
  return first;
}

/** The shape of an answer without anything in it. */
function emptyFrame(query: QueryOf<'runs'>, environment: string, notice: Notice): Frame {
  const { format, by, measures, top } = query;
  if (format === 'timeseries') return { meta: { type: 'timeseries-wide', typeVersion: [0, 1], notices: [notice] }, fields: [] };
  const labels = by === 'exception' ? ['task', 'exception', 'broker'] : Object.keys(runLabels(by, '', environment));
  return rowsFrame({ labels, measures, rankedBy: firstOf(query), rows: [], top, notices: [notice] });
}
