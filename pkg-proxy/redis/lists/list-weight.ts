import type { Redis } from 'ioredis';
import { countOf, orNothing } from '../replies';

/** MEMORY USAGE walks so many nodes at the most: 0.3 ms of server time, measured. Of a longer list they stand for the rest. */
const MOST_NODES = 20_000;
/** Redis packs small elements into nodes of at most so many bytes (`list-max-listpack-size -2`, the default); a larger one has a node alone. */
const NODE_BYTES = 8192;

/** What the elements of a list weigh, known without reading one of them. Bytes, with Redis's own overhead. */
export interface ListWeight {
  /** All of it; an estimate when the list is too long to be walked. */
  readonly total: number;
  /** Whether `total` is no estimate. */
  readonly walked: boolean;
  /** At least what the first n elements weigh; undefined when it cannot be told. */
  head(n: number): Promise<number | undefined>;
  /** At least what the last n elements weigh; undefined when it cannot be told, or the list is too long to be walked. */
  tail(n: number): Promise<number | undefined>;
}

/**
 * Weighs a list by MEMORY USAGE. With `SAMPLES n` that answers the mean of the first n nodes times the number of nodes
 * (src/object.c `objectComputeSize`), so once the number of nodes is known, the sum of any first n is known too, and with all of
 * them that of any last n. n nodes hold n elements or more.
 *
 * Where every answer is the same, nothing can be told of the ends: either all nodes are alike, or this is a server that keeps
 * count of a list's memory and does not look at `SAMPLES` (Redis has begun to: `quicklistAllocSize`).
 */
export async function weighList(client: Redis, key: string, length: number): Promise<ListWeight> {
  const usage = async (samples: number) => orNothing(countOf, await client.memory('USAGE', key, 'SAMPLES', samples), 'MEMORY USAGE') ?? 0;
  const total = await usage(MOST_NODES);
  const alike = total === (await usage(1));
  // With fewer nodes than the most, the answer is one for all counts from theirs on.
  const walked = length <= MOST_NODES || (!alike && total === (await usage(MOST_NODES * 0.9)));
  let counted: Promise<number> | undefined;
  const nodes = () => {
    counted ??= walked ? countNodes(usage, Math.min(length, MOST_NODES), total) : Promise.resolve(guessNodes(length, total));
    return counted;
  };
  return {
    total,
    walked,
    async head(n) {
      if (n >= length) return total;
      return alike ? undefined : Math.min((n * (await usage(n))) / (await nodes()), walked ? total : Number.POSITIVE_INFINITY);
    },
    async tail(n) {
      if (n >= length) return total;
      if (alike || !walked) return undefined;
      const rest = (await nodes()) - n;
      return rest <= 0 ? total : total - (rest * (await usage(rest))) / (await nodes());
    },
  };
}

/**
 * The number of nodes, to which MEMORY USAGE gives no other hint: from that many samples on its answer is that of all. A heavy
 * node shows, because the mean of those before it is not the mean of all.
 */
async function countNodes(usage: (samples: number) => Promise<number>, most: number, total: number): Promise<number> {
  // Messages of one node each are common, and their sizes are rounded, so that a mean may be met by chance: look there first.
  for (let n = most - 1; n >= Math.max(1, most - 3); n--) if ((await usage(n)) !== total) return n + 1;
  let below = 1;
  let from = most;
  while (from - below > 1) {
    const middle = Math.floor((below + from) / 2);
    if ((await usage(middle)) === total) from = middle;
    else below = middle;
  }
  return from;
}

/** For a list too long to be walked: its nodes are full, or hold one element each. */
function guessNodes(length: number, total: number): number {
  return Math.min(length, Math.max(1, total / NODE_BYTES));
}
