import type { Notice } from 'grafana-node-datasource-runtime';
import { message } from '../../../src/contract/messages/message';
import type { QueryOf } from '../../../src/contract/query';
import type { Work } from '../../lifetime/work';
import type { Monitor } from '../../queues/monitor/monitor';
import type { RunsSeries } from '../../queues/runs/read-runs';
import type { Runs } from '../../queues/runs/runs';
import { listed, unknownNotice } from '../notices/notices';
import { say } from '../notices/said';
import { selectorOf } from '../read-query';
import type { Selected } from '../select';

/** What a task, queue or worker is called whose name no event told. */
const UNNAMED = 'unknown';
export const shownAs = (name: string): string => (name === '' ? UNNAMED : name);

/**
 * Whether there is anything to tell of a series. What has no name may hold only what was not asked for: no worker is known of a task
 * that was sent.
 */
export function isWorthTelling({ name, values }: RunsSeries): boolean {
  return name !== '' || Array.from(values.values()).some((each) => each.some((value) => value > 0));
}

const TASKS: Selected = { include: 'tasks', exclude: 'exclude', filter: 'task' };

/** Which runs a query means. */
export interface RunSelection {
  readonly tasks: (name: string) => boolean;
  readonly queues: (name: string) => boolean;
  /** What matches nothing. */
  readonly notices: readonly Notice[];
}

export interface RunSelector {
  /**
   * @param archived tasks that memory need not know
   * @throws PluginError 400 when comparing takes too long
   */
  select(monitor: Monitor, runs: Runs, archived?: readonly string[]): Work<RunSelection>;
}

/**
 * Checks the patterns of a query. Tasks and queues are meant by what they are called in the answer, so `unknown` can be asked for too.
 * @throws PluginError 400 that names the entry
 */
export function runSelectorOf(query: Pick<QueryOf<'runs'>, 'tasks' | 'exclude' | 'queues' | 'filters'>): RunSelector {
  const tasks = selectorOf({ queues: query.tasks, exclude: query.exclude, filters: query.filters }, TASKS);
  const queues = selectorOf({ queues: query.queues, exclude: [], filters: query.filters });
  const isFiltered = (key: string) => query.filters.some((filter) => filter.key === key);
  const allTasks = query.tasks.length + query.exclude.length === 0 && !isFiltered('task');
  const allQueues = query.queues.length === 0 && !isFiltered('queue');
  return {
    *select(monitor, runs, archived = []) {
      const { names } = runs;
      const isShown = (queue: string) => queue === '' || monitor.shows(queue);
      const chosenTasks = yield* tasks.select([...new Set([...names.tasks.map(shownAs), ...archived])]);
      const known = new Set([...names.queues.filter(isShown).map(shownAs), ...monitor.queues]);
      const chosenQueues = yield* queues.select([...known]);
      const wantedTasks = new Set(chosenTasks.queues);
      const wantedQueues = new Set(chosenQueues.queues);
      return {
        // Without patterns also those count that are named only now, while this is read.
        tasks: allTasks ? () => true : (name) => wantedTasks.has(shownAs(name)),
        queues: allQueues ? isShown : (name) => wantedQueues.has(shownAs(name)),
        notices: [...unknownTaskNotice(chosenTasks.unknown), ...unknownNotice(chosenQueues.unknown, monitor)],
      };
    },
  };
}

function unknownTaskNotice(unknown: readonly string[]): Notice[] {
  if (unknown.length === 0) return [];
  return [say(message('runs.unmatched', { patterns: listed(unknown.map((entry) => `"${entry}"`)) }))];
}
