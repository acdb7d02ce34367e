import type { Redis } from 'ioredis';
import { replyCode } from './errors';
import type { HeavyLists } from './heavy-lists';
import {
  DEEPEST,
  type KeyedQuestion,
  type ListEnds,
  MOST_EACH,
  MOST_TOGETHER,
  nodesFor,
  SEARCHED_BYTES,
  SHALLOWEST,
  TAIL,
} from './list-ends';

/** Where the server has no LPOS the newest messages are fetched to find the anchor among them: far fewer. Of a list, and of all. */
const FETCHED_BYTES = 200_000;
const FETCHED_A_SAMPLE = 1_000_000;

/** How the anchor is found: LPOS is there since Redis 6.0.6. */
export type Search = 'lpos' | 'fetch';

/** What the server did not let us do, each with its answer. */
export interface Refused {
  /** MEMORY USAGE: without it nobody knows how large messages are, and they are left alone. */
  size?: Error;
  /** LRANGE. */
  ends?: Error;
  /** LPOS: denied, or not known. */
  place?: Error;
}

type Reply = readonly [error: Error | null, reply?: unknown];
const NONE: Reply = [null];

/** What was answered for one list: its length, its newest messages, its oldest, and the place of the anchor. */
interface Replies {
  readonly length: Reply;
  readonly head: Reply;
  readonly last: Reply;
  readonly place: Reply;
}

/**
 * The same by single commands, for servers before Redis 7 and users without scripts: two round trips, or three, and not at one moment.
 * What the last message weighs is not known before it is here.
 * @param signal aborts when nobody waits for the answer any more
 */
export async function endsByCommands(
  client: Redis,
  questions: readonly KeyedQuestion[],
  search: Search,
  { heavy, signal }: { readonly heavy: HeavyLists; readonly signal: AbortSignal },
): Promise<{ readonly ends: readonly (ListEnds | Error)[]; readonly refused: Refused }> {
  const refused: Refused = {};
  const sizes = await sizesOf(client, questions, refused);
  const light = questions.flatMap((question, i) => {
    const size = sizes[i];
    return size && !(size instanceof Error) && size.light ? [{ question, size }] : [];
  });
  for (const { question, size } of light) size.depth = depthOf(question, size, search, light.length);
  const replies = await readEnds(client, light, search);
  // The answer did not come in time: what may be too much of it is not asked for again soon.
  if (signal.aborted) for (const { question, size } of light) if (size.bytes > MOST_TOGETHER) heavy.add(question.key);
  const tails = await readTails(client, light, replies);
  const byKey = new Map(light.map(({ question }, i) => [question.key, { replies: replies[i], tail: tails.get(question.key) }]));
  const ends = questions.map(({ key, anchor }, i): ListEnds | Error => {
    const size = sizes[i] ?? new Error('no answer');
    if (size instanceof Error) return size;
    const read = byKey.get(key);
    if (!read?.replies) return { length: size.n, bytes: size.bytes, tooLarge: size.n > 0 };
    const { length, head, last, place } = read.replies;
    if (length[0]) return length[0];
    const endsError = head[0] ?? last[0] ?? read.tail?.[0];
    if (endsError && replyCode(endsError) !== 'NOPERM') return endsError;
    if (endsError) refused.ends = endsError;
    if (place[0]) refused.place = place[0];
    const newest = textsOf(head[1]);
    const oldest = read.tail && [...textsOf(read.tail[1]), ...textsOf(last[1])];
    const counted = { length: Number(length[1]), bytes: size.bytes };
    if (weighs(newest.slice(0, 1)) > MOST_TOGETHER || weighs(oldest ?? textsOf(last[1])) > MOST_TOGETHER)
      return { ...counted, tooLarge: true, proved: true };
    const at = search === 'lpos' ? place[1] : newest.indexOf(anchor ?? '');
    const found = anchor !== undefined && typeof at === 'number' && at >= 0;
    return {
      ...counted,
      newer: found ? at : undefined,
      searched: found || anchor === undefined ? undefined : place[0] ? 0 : size.depth,
      newest: newest[0],
      oldest: endsError ? undefined : oldest,
      tooLarge: false,
    };
  });
  return { ends, refused };
}

function depthOf({ anchor }: KeyedQuestion, { n, bytes }: Size, search: Search, lists: number): number {
  const depth = Math.max(SHALLOWEST, Math.min(DEEPEST, Math.floor((SEARCHED_BYTES * n) / bytes)));
  if (search === 'lpos') return depth;
  if (anchor === undefined) return 1;
  return Math.min(depth, Math.ceil((Math.min(FETCHED_BYTES, FETCHED_A_SAMPLE / lists) * n) / bytes));
}

interface LightList {
  readonly question: KeyedQuestion;
  readonly size: Size;
}

async function readEnds(client: Redis, lists: readonly LightList[], search: Search): Promise<Replies[]> {
  const pipeline = client.pipeline();
  for (const { question, size } of lists) {
    pipeline.llen(question.key);
    pipeline.lrange(question.key, 0, search === 'lpos' ? 0 : size.depth - 1);
    pipeline.lrange(question.key, -1, -1);
    if (search === 'lpos') pipeline.lpos(question.key, question.anchor ?? '', 'MAXLEN', size.depth);
  }
  const next = await answersOf(pipeline);
  return lists.map(() => ({ length: next(), head: next(), last: next(), place: search === 'lpos' ? next() : NONE }));
}

/** What stands before the last message, by key; nothing where that does not matter, none where the last is that of the last look. */
async function readTails(client: Redis, lists: readonly LightList[], replies: readonly Replies[]): Promise<Map<string, Reply>> {
  const tails = new Map<string, Reply>();
  const open: string[] = [];
  lists.forEach(({ question: { key, tail } }, i) => {
    const [last = ''] = textsOf(replies[i]?.last[1]);
    if (last.length > MOST_TOGETHER || (tail !== undefined && last.includes(tail))) return;
    if (last === '' || isPlain(last)) tails.set(key, NONE);
    else open.push(key);
  });
  if (open.length === 0) return tails;
  const pipeline = client.pipeline();
  for (const key of open) pipeline.lrange(key, -TAIL, -2);
  const next = await answersOf(pipeline);
  for (const key of open) tails.set(key, next());
  return tails;
}

/** Whether no older message can stand before this one: it was not given back, and is not for later. */
function isPlain(message: string): boolean {
  return /"eta": ?null/.test(message) && !/"redelivered": ?true/.test(message);
}

async function answersOf(pipeline: ReturnType<Redis['pipeline']>): Promise<() => Reply> {
  const answers = ((await pipeline.exec()) ?? []).values();
  return () => answers.next().value ?? NONE;
}

function weighs(messages: readonly string[]): number {
  return messages.reduce((sum, message) => sum + message.length, 0);
}

interface Size {
  /** Tasks. */
  readonly n: number;
  /** NaN when nobody may know. */
  readonly bytes: number;
  /** Whether the ends may be moved. */
  readonly light: boolean;
  /** How many messages are searched for the anchor. */
  depth: number;
}

async function sizesOf(client: Redis, questions: readonly KeyedQuestion[], refused: Refused): Promise<(Size | Error)[]> {
  const nodes = nodesFor(questions.length);
  const pipeline = client.pipeline();
  for (const { key } of questions) {
    pipeline.llen(key);
    pipeline.memory('USAGE', key, 'SAMPLES', nodes);
    pipeline.memory('USAGE', key, 'SAMPLES', 1);
  }
  const next = await answersOf(pipeline);
  return questions.map(({ heavy }) => {
    const [lengthError, length] = next();
    const [sizeError, size] = next();
    const [, first] = next();
    if (lengthError) return lengthError;
    const n = Number(length);
    if (sizeError) {
      if (replyCode(sizeError) !== 'NOPERM') return sizeError;
      refused.size = sizeError;
      return { n, bytes: Number.NaN, light: false, depth: 0 };
    }
    const bytes = Number(size ?? 0);
    // The first node's weight times the number of nodes, of which there are at least n / 20: see the script.
    const lightHead = Number(first ?? 0) / Math.max(1, n / 20) <= MOST_TOGETHER;
    return { n, bytes, light: !heavy && n > 0 && (bytes <= MOST_TOGETHER || (bytes / n <= MOST_EACH && lightHead)), depth: 0 };
  });
}

function textsOf(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}
