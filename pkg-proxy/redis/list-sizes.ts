import type { Redis } from 'ioredis';
import { replyCode } from './errors';
import { type KeyedQuestion, MOST_EACH, MOST_TOGETHER, nodesFor } from './list-ends';
import { answersOf, type Refused } from './replies';

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
    const [, first] = next();
    if (lengthError) return lengthError;
    const n = Number(length);
    if (sizeError) {
      if (replyCode(sizeError) !== 'NOPERM') return sizeError;
      refused.size = sizeError;
      return { n, bytes: Number.NaN, light: false };
    }
    const bytes = Number(size ?? 0);
    // The first node's weight times the number of nodes, of which there are at least n / 20: see the script.
    const lightHead = Number(first ?? 0) / Math.max(1, n / 20) <= MOST_TOGETHER;
    return { n, bytes, light: !heavy && n > 0 && (bytes <= MOST_TOGETHER || (bytes / n <= MOST_EACH && lightHead)) };
  });
}
