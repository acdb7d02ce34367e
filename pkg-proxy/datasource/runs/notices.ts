import type { Notice } from 'grafana-node-datasource-runtime';
import { timeOfDay } from '../../lifetime/clock';
import { minuteOf } from '../../queues/minute';
import type { Runs } from '../../queues/runs/runs';

/** Why there is no answer where nobody may listen, and what to do. */
export const OFF: Notice = {
  severity: 'warning',
  text: 'Nobody listens to task events: jsonData.taskEvents is "off" in the settings of the datasource. Set it to "listen", and start workers with -E.',
};

/** What keeps the numbers of a range from being whole, or from being there at all. */
export function runNotices(runs: Runs, from: number, keptSince: number | undefined): Notice[] {
  const notices: Notice[] = runs.problems.map((text) => ({ severity: 'warning', text }));
  const { since } = runs.state;
  if (runs.totals.length === 0 && since !== undefined) {
    notices.push({
      severity: 'info',
      text: `No task event has been heard since ${iso(timeOfDay(since))}. Workers send them when they are started with -E or with worker_send_task_events = True; producers tell what they send with task_send_sent_event = True.`,
    });
  } else if (keptSince !== undefined && keptSince > minuteOf(from)) {
    notices.push({ severity: 'info', text: `Task runs are known since ${iso(keptSince)}; what was before is not in these numbers.` });
  }
  return notices;
}

const iso = (at: number): string => new Date(at).toISOString();
