import type { Work } from '../../lifetime/work';
import type { RunsHistory } from './minutes/runs-history';
import { exceptionsOf } from './minutes/runs-minute';

export interface RaisedException {
  /** Empty when it is not known. */
  readonly task: string;
  /** Its type, such as `KeyError`. */
  readonly exception: string;
  /** Runs that ended with it: for good, and to be tried again. */
  readonly failed: number;
  readonly retried: number;
}

/** Types of one task; of more, the rest are one. */
const MOST_TYPES = 20;
const OTHER = 'Other';

const runsOf = ({ failed, retried }: RaisedException): number => failed + retried;

/** What tasks raised in a range of minutes, the most frequent first. @param from and to: epoch milliseconds, both inclusive */
export function* readExceptions(
  history: RunsHistory,
  range: { readonly from: number; readonly to: number },
  matches: (task: string) => boolean,
): Work<RaisedException[]> {
  const minutes = history.minutes(range.from, range.to);
  const names = history.names();
  const byTask = new Map<number, Map<number, { failed: number; retried: number }>>();
  for (const minute of minutes) {
    for (const { task, exception, failed, retried } of exceptionsOf(minute)) {
      let types = byTask.get(task);
      if (!types) {
        types = new Map();
        byTask.set(task, types);
      }
      const raised = types.get(exception) ?? { failed: 0, retried: 0 };
      types.set(exception, { failed: raised.failed + failed, retried: raised.retried + retried });
    }
    yield;
  }
  const all: RaisedException[] = [];
  for (const [id, types] of byTask) {
    const task = names.tasks[id] ?? '';
    if (!matches(task)) continue;
    const sorted = Array.from(types, ([type, raised]) => ({ task, exception: names.exceptions[type] ?? OTHER, ...raised }));
    all.push(...withoutRare(sorted.sort((a, b) => runsOf(b) - runsOf(a))));
    yield;
  }
  return all.sort((a, b) => runsOf(b) - runsOf(a));
}

function withoutRare(sorted: RaisedException[]): RaisedException[] {
  const [first] = sorted;
  if (!first || sorted.length <= MOST_TYPES) return sorted;
  const named = sorted.filter(({ exception }) => exception !== OTHER).slice(0, MOST_TYPES - 1);
  const rest = sorted.filter((raised) => !named.includes(raised));
  const sum = (of: 'failed' | 'retried') => rest.reduce((total, raised) => total + raised[of], 0);
  return [...named, { task: first.task, exception: OTHER, failed: sum('failed'), retried: sum('retried') }];
}
