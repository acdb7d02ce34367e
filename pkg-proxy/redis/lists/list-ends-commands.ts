import type { Redis } from 'ioredis';
import { replyCode } from '../errors';
import { answersOf, countOf, NONE, orNothing, type Refused, type Reply, textsOf } from '../replies';
import type { HeavyLists } from './heavy-lists';
import {
  DEEPEST,
  type KeyedQuestion,
  type ListEnds,
  MOST_TOGETHER,
  READ_A_SAMPLE,
  SEARCHED_BYTES,
  SHALLOWEST,
  SURELY_FORGOTTEN,
  TAIL,
  WAITS,
} from './list-ends';
import { type Size, sizesOf } from './list-sizes';

/** Without LPOS, the newest messages are fetched to find the anchor among them: far fewer. Limits per list and per sample. */
const FETCHED_BYTES = 200_000;
const FETCHED_A_SAMPLE = 1_000_000;

/** How to find the anchor. LPOS exists since Redis 6.0.6. */
export type Search = 'lpos' | 'fetch';

interface SizedList {
  readonly question: KeyedQuestion;
  readonly size: Size;
}

interface LightList extends SizedList {
  /** How many messages are searched for the anchor. */
  readonly depth: number;
}

/** The replies for one list: its length, its newest messages, its last message, those before the last, and the position of the anchor. */
interface Replies {
  readonly length: Reply;
  readonly head: Reply;
  readonly last: Reply;
  /** Empty if not needed; undefined if the last message is the same as at the last look. */
  readonly beforeLast: Reply | undefined;
  readonly place: Reply;
}

/**
 * The same with single commands, for servers before Redis 7 and users without scripts: two or three round trips, not atomic. The size
 * of the last message is known only after it was read.
 * @param signal aborts when the caller no longer waits
 */
export async function endsByCommands(
  client: Redis,
  questions: readonly KeyedQuestion[],
  search: Search,
  { heavy, signal }: { readonly heavy: HeavyLists; readonly signal: AbortSignal },
): Promise<{ readonly ends: readonly (ListEnds | Error)[]; readonly refused: Refused }> {
  const refused: Refused = {};
  const sizes = await sizesOf(client, questions, refused);
  const sized = questions.flatMap((question, i) => {
    const size = sizes[i];
    return size && !(size instanceof Error) && size.light ? [{ question, size }] : [];
  });
  const turn = withinBudget(sized);
  const lists = turn.map((list): LightList => ({ ...list, depth: depthOf(list.question, list.size, search, turn.length) }));
  const replies = await readEnds(client, lists, search);
  // The replies did not come in time: do not read lists soon that may be too large.
  if (signal.aborted) for (const { question, size } of lists) if (size.bytes > MOST_TOGETHER) heavy.add(question.key);
  const found = new Map(lists.map((list, i) => [list.question, endsOf(list, replies[i], search, refused)]));
  const waiting = new Set(sized.slice(turn.length).map(({ question }) => question));
  const ends = questions.map((question, i): ListEnds | Error => {
    const size = sizes[i] ?? new Error('no answer');
    if (size instanceof Error) return size;
    return found.get(question) ?? (waiting.has(question) ? WAITS : { length: size.n, bytes: size.bytes, tooLarge: size.n > 0 });
  });
  return { ends, refused };
}

function endsOf(
  { question: { anchor }, size, depth }: LightList,
  replies: Replies | undefined,
  search: Search,
  refused: Refused,
): ListEnds | Error {
  if (!replies) return new Error('no answer');
  const { length, head, last, beforeLast, place } = replies;
  if (length[0]) return length[0];
  const endsError = head[0] ?? last[0] ?? beforeLast?.[0];
  if (endsError && replyCode(endsError) !== 'NOPERM') return endsError;
  if (endsError) refused.ends = endsError;
  if (place[0]) refused.place = place[0];
  const newest = rangeOf(head);
  const oldest = [...(beforeLast ? rangeOf(beforeLast) : []), ...rangeOf(last)];
  const counted = { length: countOf(length[1], 'LLEN'), bytes: size.bytes };
  if (weighs(newest.slice(0, 1)) > MOST_TOGETHER || weighs(oldest) > MOST_TOGETHER) return { ...counted, tooLarge: true, proved: true };
  const at = search === 'fetch' ? newest.indexOf(anchor ?? '') : place[0] ? undefined : orNothing(countOf, place[1], 'LPOS');
  const found = anchor !== undefined && at !== undefined && at >= 0;
  return {
    ...counted,
    newer: found ? at : undefined,
    searched: found || anchor === undefined ? undefined : place[0] ? 0 : depth,
    newest: isForgotten(size) ? '' : newest[0],
    oldest: endsError || !beforeLast ? undefined : oldest,
    tooLarge: false,
  };
}

/** Those, from the first, whose ends may be read all together, by what a message of theirs weighs on average. */
function withinBudget(lists: readonly SizedList[]): readonly SizedList[] {
  let bytes = 0;
  const last = lists.findIndex(({ question, size }) => {
    bytes += (size.bytes / size.n) * Math.min(size.n, TAIL) + (isForgotten(size) ? 0 : size.bytes / size.n);
    return bytes > READ_A_SAMPLE && !question.first;
  });
  return last < 0 ? lists : lists.slice(0, last);
}

/** Whether the newest message is too large to be remembered, and is therefore not read. */
function isForgotten({ n, bytes }: Size): boolean {
  return bytes / n > SURELY_FORGOTTEN;
}

function depthOf({ anchor }: KeyedQuestion, { n, bytes }: Size, search: Search, lists: number): number {
  const depth = Math.max(SHALLOWEST, Math.min(DEEPEST, Math.floor((SEARCHED_BYTES * n) / bytes)));
  if (search === 'lpos') return depth;
  if (anchor === undefined) return 1;
  return Math.min(depth, Math.ceil((Math.min(FETCHED_BYTES, FETCHED_A_SAMPLE / lists) * n) / bytes));
}

/** One round trip, and a second one for the messages before a last message that may not be the oldest. */
async function readEnds(client: Redis, lists: readonly LightList[], search: Search): Promise<Replies[]> {
  const ends = client.pipeline();
  for (const { question, size, depth } of lists) {
    ends.llen(question.key);
    if (!isForgotten(size)) ends.lrange(question.key, 0, search === 'lpos' ? 0 : depth - 1);
    ends.lrange(question.key, -1, -1);
    if (search === 'lpos') ends.lpos(question.key, question.anchor ?? '', 'MAXLEN', depth);
  }
  const next = await answersOf(ends);
  const read = lists.map(({ question, size }) => {
    const [length, head, last] = [next(), isForgotten(size) ? NONE : next(), next()];
    return { question, length, head, last, place: search === 'lpos' ? next() : NONE, which: whatElse(question, rangeOf(last)[0]) };
  });
  const more = client.pipeline();
  for (const { question, which } of read) if (which === 'more') more.lrange(question.key, -TAIL, -2);
  const nextMore = more.length > 0 ? await answersOf(more) : () => NONE;
  return read.map(({ which, ...replies }) => ({
    ...replies,
    beforeLast: which === 'known' ? undefined : which === 'more' ? nextMore() : NONE,
  }));
}

/** The messages that LRANGE returned; none if it was refused or not sent. */
function rangeOf(reply: Reply): string[] {
  return reply === NONE || reply[0] ? [] : textsOf(reply[1], 'LRANGE');
}

/** Whether the last message is known already, is enough to tell the oldest, or more messages are needed. */
function whatElse({ tail }: KeyedQuestion, last = ''): 'known' | 'enough' | 'more' {
  if (tail && last.includes(tail)) return 'known';
  return last === '' || last.length > MOST_TOGETHER || isPlain(last) ? 'enough' : 'more';
}

/** Whether this last message must be the oldest: it was not given back and has no ETA. */
function isPlain(message: string): boolean {
  return /"eta": ?null/.test(message) && !/"redelivered": ?true/.test(message);
}

function weighs(messages: readonly string[]): number {
  return messages.reduce((sum, message) => sum + message.length, 0);
}
