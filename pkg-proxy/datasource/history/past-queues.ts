import { turns } from 'grafana-node-datasource-runtime';
import type { Said } from '../../../src/contract/messages/message';
import type { QueryOf } from '../../../src/contract/query';
import { withDeadline } from '../../lifetime/deadline';
import type { Monitor } from '../../queues/monitor/monitor';
import { reasonOf } from '../../queues/ports/reason';
import type { Selection, Selector } from '../select';
import { type HistoryRange, type Past, reachesPast } from './past';

/** The first panel after a start waits this long for the list; without it, what is known now is drawn. */
const NAMES_MS = 1500;
/** Less when the broker has already taken its time. */
const NAMES_FAILING_MS = 300;

/** Queues that a history query means, though the broker may not know them any more. */
export interface PastSelection extends Selection {
  /** Those that are there only if the archive has something of them: it lists them, or the query names them. */
  readonly doubtful: ReadonlySet<string>;
  /** Of the doubtful, those that nobody has heard of: only the query names them. */
  readonly unheard: ReadonlySet<string>;
  /** Why the archive could not tell which queues it knows. */
  readonly unlisted?: Said | undefined;
}

/**
 * Selects among the known queues and, when the range begins before memory does, those that the archive knows. It lists no
 * queue that has long been silent but reads it by name, so the names in the query go along, to be asked for.
 */
export async function selectPast(
  monitor: Monitor,
  query: QueryOf<'history'>,
  selector: Selector,
  range: HistoryRange,
  signal?: AbortSignal,
): Promise<PastSelection> {
  const { archive, observed, queues } = monitor;
  if (!archive || query.by === 'priority' || !reachesPast(observed, range)) {
    return { ...(await turns.run(selector.select(queues), signal)), doubtful: new Set(), unheard: new Set() };
  }
  let listed: readonly string[] = [];
  let unlisted: Said | undefined;
  try {
    listed = await withDeadline(observed.failing ? NAMES_FAILING_MS : NAMES_MS, (limit) => archive.queues(limit));
  } catch (error) {
    unlisted = reasonOf(error);
  }
  const known = new Set(queues);
  const isNew = (queue: string) => !known.has(queue) && monitor.shows(queue);
  const archived = new Set(listed.filter(isNew));
  const unheard = new Set(selector.names.filter((name) => isNew(name) && !archived.has(name)));
  const doubtful = new Set([...archived, ...unheard]);
  const selection = await turns.run(selector.select([...queues, ...doubtful]), signal);
  return { ...selection, doubtful, unheard, unlisted };
}

/** What is left of a selection once the past is read: a doubtful queue without a value there is none. */
export function foundOf({ queues, unknown, doubtful, unheard }: PastSelection, { values: past }: Past): Selection {
  const measures = [...past.values()];
  const isFound = (queue: string) =>
    !doubtful.has(queue) || measures.some((byQueue) => byQueue.get(queue)?.some((value) => !Number.isNaN(value)));
  const missing = queues.filter((queue) => unheard.has(queue) && !isFound(queue));
  return { queues: queues.filter(isFound), unknown: [...unknown, ...missing] };
}
