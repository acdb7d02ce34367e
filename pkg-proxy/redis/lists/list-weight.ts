import type { Redis } from 'ioredis';
import { countOf, orNothing } from '../replies';

/** MEMORY USAGE walks at most this many nodes: 0.3 ms of server time, measured. A longer list is extrapolated. */
const MOST_NODES = 20_000;
/** Redis packs small elements into nodes of at most this many bytes (`list-max-listpack-size -2`, the default). A larger one has its own node. */
const NODE_BYTES = 8192;

/** Memory of the elements of a list, known without reading them. Bytes, including Redis's overhead. */
export interface ListWeight {
  /** The whole list; an estimate if the list is too long to be walked. */
  readonly total: number;
  /** Whether `total` is exact. */
  readonly walked: boolean;
  /** An upper bound for the first n elements; undefined if unknown. */
  head(n: number): Promise<number | undefined>;
  /** An upper bound for the last n elements; undefined if unknown, or if the list is too long to be walked. */
  tail(n: number): Promise<number | undefined>;
}

/**
 * Measures a list with MEMORY USAGE. With `SAMPLES n` it returns the mean size of the first n nodes times the number of nodes
 * (src/object.c `objectComputeSize`). So once the number of nodes is known, the size of any first n nodes is known too. With the
 * total, so is the size of any last n. n nodes hold n elements or more.
 *
 * If all replies are the same, nothing is known about the ends: either all nodes have the same size, or the server keeps count of the
 * list's memory and ignores `SAMPLES` (as newer Redis does: `quicklistAllocSize`).
 */
export async function weighList(client: Redis, key: string, length: number): Promise<ListWeight> {
  const usage = async (samples: number) => orNothing(countOf, await client.memory('USAGE', key, 'SAMPLES', samples), 'MEMORY USAGE') ?? 0;
  const total = await usage(MOST_NODES);
  const alike = total === (await usage(1));
  // If the list has fewer nodes than the limit, all sample counts from its number of nodes on give the same reply.
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
 * Finds the number of nodes, for which MEMORY USAGE gives no other hint: from that many samples on, it returns the total. A large node
 * shows, because the mean of the nodes before it differs from the mean of all.
 */
async function countNodes(usage: (samples: number) => Promise<number>, most: number, total: number): Promise<number> {
  // One node per message is common, and sizes are rounded, so a mean may match by chance: check the last counts first.
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
