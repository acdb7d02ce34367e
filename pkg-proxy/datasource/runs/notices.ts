import type { Notice } from 'grafana-node-datasource-runtime';
import { message } from '../../../src/contract/messages/message';
import { timeOfDay } from '../../lifetime/clock';
import { minuteOf } from '../../queues/minute';
import type { Runs } from '../../queues/runs/runs';
import { say } from '../notices/said';

/** Why there is no answer where nobody may listen, and what to do. */
export const OFF: Notice = say(message('runs.off'));

/** What keeps the numbers of a range from being whole, or from being there at all. */
export function runNotices(runs: Runs, from: number, keptSince: number | undefined): Notice[] {
  const notices: Notice[] = runs.problems.map(say);
  const { since } = runs.state;
  if (runs.totals.length === 0 && since !== undefined) {
    notices.push(say(message('runs.none', { since: { at: timeOfDay(since) } })));
  } else if (keptSince !== undefined && keptSince > minuteOf(from)) {
    notices.push(say(message('runs.knownSince', { since: { at: keptSince } })));
  }
  return notices;
}
