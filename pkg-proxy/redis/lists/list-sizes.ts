import type { Redis } from 'ioredis';
import { replyCode } from '../errors';
import { answersOf, countOf, orNothing, type Refused } from '../replies';
import { type KeyedQuestion, MOST_EACH, MOST_TOGETHER, nodesFor } from './list-ends';

/** The size of a list, known before any of its messages is read. */
export interface Size {
  /** Tasks. */
  readonly n: number;
  /** NaN if the ACL forbids MEMORY USAGE. */
  readonly bytes: number;
  /** Whether the ends are small enough to be read. */
  readonly light: boolean;
}

/** Reads the sizes in one round trip. The result for a key that is not a list is an error. */
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
    const bytes = orNothing(countOf, size, 'MEMORY USAGE') ?? 0; // null for an empty list
    // The size of the first node times the number of nodes, of which there are at least n / 20: see the script.
    const head = firstError ? bytes : (orNothing(countOf, first, 'MEMORY USAGE') ?? 0);
    const lightHead = head / Math.max(1, n / 20) <= MOST_TOGETHER;
    return { n, bytes, light: !heavy && n > 0 && (bytes <= MOST_TOGETHER || (bytes / n <= MOST_EACH && lightHead)) };
  });
}
