import type { DetailMeasure } from '../../src/contract/measures';
import type { ListLook, ListQuestion, WaitingTask } from '../queues/ports/probe';
import type { RedisClient } from '../redis/client';
import { brokerError, replyCode } from '../redis/errors';
import type { HeavyLists } from '../redis/lists/heavy-lists';
import { ASKED_A_SAMPLE, type KeyedQuestion, type ListEnds, MOST_REMEMBERED } from '../redis/lists/list-ends';
import { endsByCommands, type Search } from '../redis/lists/list-ends-commands';
import { endsByScript } from '../redis/lists/list-ends-script';
import type { Refused } from '../redis/replies';
import { type KeyLayout, listKeys } from './keys';
import { parseMessage } from './messages/message';

export interface Looks {
  /** One per question; undefined for a key that is not a list. */
  readonly lists: readonly (ListLook | undefined)[];
  /** Measures that are unknown because a permission is missing, with what to do. */
  readonly off: ReadonlyMap<DetailMeasure, string>;
}

/** Inspects lists, by script if the server and the ACL allow it; the first reply decides. */
export class ListLooker {
  #scripted = true;
  #search: Search = 'lpos';

  constructor(
    private readonly layout: KeyLayout,
    /** Names the broker in errors. */
    private readonly label: string,
    private readonly heavy: HeavyLists,
  ) {}

  async look(client: RedisClient, questions: readonly ListQuestion[], ageHeader: string, signal: AbortSignal): Promise<Looks> {
    if (questions.length === 0) return { lists: [], off: new Map() };
    const keyed = withinBudget(questions).map((question): KeyedQuestion => {
      const key = listKeys(this.layout, question.queue)[question.step] ?? '';
      return { ...question, key, heavy: this.heavy.has(key), first: question.queue === questions[0]?.queue };
    });
    const looksOf = (ends: readonly (ListEnds | Error)[]) =>
      questions.map((_, i) => {
        const end = ends[i];
        return !end || end instanceof Error ? undefined : this.#lookOf(end, keyed[i], ageHeader);
      });
    const scripted = this.#scripted ? await endsByScript(client, keyed) : undefined;
    if (scripted) return { lists: looksOf(scripted), off: new Map() };
    this.#scripted = false;
    const { ends, refused } = await endsByCommands(client, keyed, this.#search, { heavy: this.heavy, signal });
    // The server has no LPOS. If the ACL denies it, `off` says how to allow it.
    if (refused.place && replyCode(refused.place) !== 'NOPERM') this.#search = 'fetch';
    return { lists: looksOf(ends), off: this.#offBy(refused) };
  }

  #offBy({ size, ends, place }: Refused): Map<DetailMeasure, string> {
    const off = new Map<DetailMeasure, string>();
    const because = (error: Error | undefined, measures: readonly DetailMeasure[]) => {
      if (error && replyCode(error) === 'NOPERM') for (const m of measures) off.set(m, brokerError(this.label, error).message);
    };
    because(place, ['arrivals', 'departures']);
    because(ends, ['oldestAge', 'arrivals', 'departures']);
    because(size, ['memory', 'oldestAge', 'arrivals', 'departures']);
    return off;
  }

  #lookOf(ends: ListEnds, question: KeyedQuestion | undefined, ageHeader: string): ListLook {
    if (ends.proved && question) this.heavy.add(question.key);
    const tasks = ends.oldest?.map((raw) => parseMessage(raw, ageHeader)).reverse();
    const newest = ends.tooLarge ? undefined : (ends.newest ?? question?.anchor);
    return {
      length: ends.length,
      bytes: ends.bytes,
      newer: ends.newer,
      searched: ends.searched ?? ends.length,
      anchor: !newest || newest.length > MOST_REMEMBERED ? undefined : newest,
      tail: ends.tooLarge ? undefined : tasks ? (tasks[0]?.tag ?? tasks[0]?.id) : question?.tail,
      // Messages read earlier say nothing about a list that has become too large to read.
      oldest: (ends.tooLarge ? [] : tasks)?.map(
        (task): WaitingTask => ({
          sentAt: task.sentAt?.at,
          exact: task.sentAt?.quality === 'exact',
          eta: task.eta,
          redelivered: task.redelivered,
        }),
      ),
      atomic: this.#scripted,
    };
  }
}

/** The first questions that fit the limit for sent bytes: each includes the anchor message to search for. */
function withinBudget(questions: readonly ListQuestion[]): readonly ListQuestion[] {
  let bytes = 0;
  const last = questions.findIndex(({ queue, anchor = '' }) => {
    bytes += anchor.length;
    return bytes > ASKED_A_SAMPLE && queue !== questions[0]?.queue;
  });
  return last < 0 ? questions : questions.slice(0, last);
}
