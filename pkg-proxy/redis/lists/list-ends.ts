import type { ListQuestion } from '../../queues/ports/probe';

/** How far back the anchor is searched for: this many messages, or fewer if they are large. */
export const DEEPEST = 3000;
export const SHALLOWEST = 50;
export const SEARCHED_BYTES = 2_000_000;
/** Messages at the old end that are read where the last was given back, or is for later: it may stand before older ones. */
export const TAIL = 4;
/** A list is read at its ends if its messages are on average no larger than this, or all together no larger than that. */
export const MOST_EACH = 64_000;
export const MOST_TOGETHER = 2_000_000;
/**
 * Nodes of a list (8 KB, or one larger message) that MEMORY USAGE adds up; shared out among the lists of a sample, so that few
 * lists are measured whole, and many cost no more. A node takes some 50 ns.
 */
const NODES_A_SAMPLE = 20_000;
const MOST_NODES = 2000;

/** A newest message larger than this is not remembered: it would have to be sent back to be found again. Characters. */
export const MOST_REMEMBERED = 64_000;
/** Where messages take more memory than this on average, it is not even read. Redis takes up to a quarter more than a message has. */
export const SURELY_FORGOTTEN = 2 * MOST_REMEMBERED;
/**
 * All that is moved in a sample, there and back, in bytes. What does not fit waits for its turn: lists come in the order in which they
 * were looked at, the longest unseen first. Those of the first queue are always looked at, for a queue is looked at as a whole.
 */
export const ASKED_A_SAMPLE = 4_000_000;
export const READ_A_SAMPLE = 8_000_000;

/** In place of a list that has to wait. */
export const WAITS = new Error('it waits for its turn, because the messages of other lists are large');

/** What was read of one list. */
export interface ListEnds {
  /** Tasks. */
  readonly length: number;
  /** Estimate of the memory the list takes. */
  readonly bytes: number;
  /** Messages in front of the anchor; undefined if there was none or it was not found. */
  readonly newer?: number | undefined;
  /** How many messages were searched for the anchor. */
  readonly searched?: number | undefined;
  /** The newest message; undefined if it is the anchor, or the messages are too large to be moved; empty if it is too large to be remembered. */
  readonly newest?: string | undefined;
  /** The oldest messages, newest first as they lie; undefined if the last is that of the last look, or they are too large. */
  readonly oldest?: readonly string[] | undefined;
  /** Whether the messages were left where they are, because they are large. */
  readonly tooLarge: boolean;
  /** Whether that was found out by reading them, so that they should not be read again soon. */
  readonly proved?: boolean | undefined;
}

/** A list and the key that holds it. */
export interface KeyedQuestion extends ListQuestion {
  readonly key: string;
  /** Its ends have proved heavy lately: only its length and its memory are asked for. */
  readonly heavy?: boolean | undefined;
  /** It does not wait. */
  readonly first?: boolean | undefined;
}

/** How many nodes of each list are measured. */
export function nodesFor(lists: number): number {
  return Math.max(5, Math.min(MOST_NODES, Math.floor(NODES_A_SAMPLE / Math.max(1, lists))));
}
