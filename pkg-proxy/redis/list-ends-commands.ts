import type { Redis } from 'ioredis';
import { replyCode } from './errors';
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

/** Where the server has no LPOS the newest messages are fetched to find the anchor among them: far fewer. */
const FETCHED_BYTES = 200_000;

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

/** The same by single commands, for servers before Redis 7 and users without scripts: two round trips, and not at one moment. */
export async function endsByCommands(
  client: Redis,
  questions: readonly KeyedQuestion[],
  search: Search,
): Promise<{ readonly ends: readonly (ListEnds | Error)[]; readonly refused: Refused }> {
  const refused: Refused = {};
  const sizes = await sizesOf(client, questions, refused);
  const pipeline = client.pipeline();
  questions.forEach(({ key, anchor = '' }, i) => {
    const size = sizes[i];
    if (!size || size instanceof Error || !size.light) return;
    const depth = Math.max(SHALLOWEST, Math.min(DEEPEST, Math.floor((SEARCHED_BYTES * size.n) / size.bytes)));
    size.depth = search === 'lpos' ? depth : Math.min(depth, Math.ceil((FETCHED_BYTES * size.n) / size.bytes));
    pipeline.llen(key);
    pipeline.lrange(key, 0, search === 'lpos' ? 0 : size.depth - 1);
    pipeline.lrange(key, -TAIL, -1);
    if (search === 'lpos') pipeline.lpos(key, anchor, 'MAXLEN', size.depth);
  });
  const answers = ((await pipeline.exec()) ?? []).values();
  const next = (): Reply => answers.next().value ?? NONE;
  const ends = questions.map(({ anchor }, i): ListEnds | Error => {
    const size = sizes[i] ?? new Error('no answer');
    if (size instanceof Error) return size;
    if (!size.light) return { length: size.n, bytes: size.bytes, tooLarge: size.n > 0 };
    const [lengthError, length] = next();
    const [headError, head] = next();
    const [tailError, tail] = next();
    const newest = textsOf(head);
    const [placeError, place] = search === 'lpos' ? next() : [null, newest.indexOf(anchor ?? '')];
    if (lengthError) return lengthError;
    const endsError = headError ?? tailError;
    if (endsError && replyCode(endsError) !== 'NOPERM') return endsError;
    if (endsError) refused.ends = endsError;
    if (placeError) refused.place = placeError;
    const found = anchor !== undefined && typeof place === 'number' && place >= 0;
    return {
      length: Number(length),
      bytes: size.bytes,
      newer: found ? place : undefined,
      searched: found || anchor === undefined ? undefined : placeError ? 0 : size.depth,
      newest: newest[0],
      oldest: endsError ? undefined : textsOf(tail),
      tooLarge: false,
    };
  });
  return { ends, refused };
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
  const answers = ((await pipeline.exec()) ?? []).values();
  const next = (): Reply => answers.next().value ?? NONE;
  return questions.map(() => {
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
    return { n, bytes, light: n > 0 && (bytes <= MOST_TOGETHER || (bytes / n <= MOST_EACH && lightHead)), depth: 0 };
  });
}

function textsOf(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}
