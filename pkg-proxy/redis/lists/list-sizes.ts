import type { Redis } from 'ioredis';
import { replyCode } from '../errors';
import { answersOf, countOf, orNothing, type Refused } from '../replies';
import { type KeyedQuestion, MOST_EACH, MOST_TOGETHER, nodesFor } from './list-ends';

/** What a list weighs, before anything of it is read. */
export interface Size {
  /** Tasks. */
  readonly n: number;
  /** NaN when nobody may know. */
  readonly bytes: number;
  /** Whether the ends may be moved. */
  readonly light: boolean;
}

/** One round trip. An error for what is no list. */
export async function sizesOf(client: Redis, questions: readonly KeyedQuestion[], refused: Refused): Promise<(Size | Error)[]> {
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
    const [firstError, first] = next();
    if (lengthError) return lengthError;
    const n = countOf(length, 'LLEN');
    if (sizeError) {
      if (replyCode(sizeError) !== 'NOPERM') return sizeError;
      refused.size = sizeError;
      return { n, bytes: Number.NaN, light: false };
    }
    const bytes = orNothing(countOf, size, 'MEMORY USAGE') ?? 0; // nothing for a list that is empty
    // The first node's weight times the number of nodes, of which there are at least n / 20: see the script.
    const head = firstError ? bytes : (orNothing(countOf, first, 'MEMORY USAGE') ?? 0);
    const lightHead = head / Math.max(1, n / 20) <= MOST_TOGETHER;
    return { n, bytes, light: !heavy && n > 0 && (bytes <= MOST_TOGETHER || (bytes / n <= MOST_EACH && lightHead)) };
  });
}
