import { type Frame, type Notice, PluginError } from 'grafana-node-datasource-runtime';
import { QUALITIES } from '../../../src/contract/measures';
import { message } from '../../../src/contract/messages/message';
import type { QueryOf } from '../../../src/contract/query';
import { RUN_MEASURE_INFO, type RunMeasure } from '../../../src/contract/run-measures';
import type { Work } from '../../lifetime/work';
import type { RaisedException } from '../../queues/runs/read-exceptions';
import type { RunsRange } from '../../queues/runs/read-runs';
import type { Runs } from '../../queues/runs/runs';
import { say } from '../notices/said';
import { type RunRow, rowsFrame } from './rows';
import type { RunSelection } from './selection';
import { shownAs } from './selection';

/** @throws PluginError 400 for what is not kept by type of exception */
export function assertByException({ format }: Pick<QueryOf<'runs'>, 'format'>): void {
  if (format === 'table') return;
  throw new PluginError(
    'by: expected "task", "queue", "worker" or "total" with format "timeseries", got "exception": types of exceptions are known as a table only',
    { status: 400 },
  );
}

/** One row a task and type of exception. @param range what was read of the same time, for how far it can be trusted */
export function* exceptionsFrame(
  runs: Runs,
  query: QueryOf<'runs'>,
  selection: RunSelection,
  { from, to, range }: { readonly from: number; readonly to: number; readonly range: RunsRange },
  environment: string,
  notices: readonly Notice[],
): Work<Frame> {
  const { measures, top } = query;
  const known = measures.filter((measure) => RUN_MEASURE_INFO[measure].byException);
  const quality = QUALITIES[range.qualities[0] ?? 0] ?? 'unknown';
  const raised = yield* runs.exceptions({ from, to }, selection.tasks);
  const rows = raised.map(
    (row): RunRow => ({
      labels: [shownAs(row.task), row.exception, environment],
      values: new Map(known.map((measure) => [measure, countOf(row, measure)])),
      qualities: new Map(measures.map((measure) => [measure, known.includes(measure) ? quality : 'unknown'])),
    }),
  );
  return rowsFrame({
    labels: ['task', 'exception', 'broker'],
    measures,
    rankedBy: known[0] ?? 'failed',
    rows,
    top,
    notices: [...notices, ...limitNotices(query, known)],
  });
}

function countOf({ failed, retried }: RaisedException, measure: RunMeasure): number {
  return measure === 'failed' ? failed : measure === 'retried' ? retried : Number.NaN;
}

function limitNotices({ measures, queues }: QueryOf<'runs'>, known: readonly RunMeasure[]): Notice[] {
  const empty = measures.filter((measure) => !known.includes(measure));
  return [
    ...(empty.length === 0 ? [] : [say(message('runs.notByException', { measures: empty.join(', ') }))]),
    ...(queues.length === 0 ? [] : [say(message('runs.noQueuesByException'))]),
  ];
}
