import type { ListQuestion } from '../../queues/ports/probe';

/** How deep the search for the anchor goes: this many messages, or fewer if they are large. */
export const DEEPEST = 3000;
export const SHALLOWEST = 50;
export const SEARCHED_BYTES = 2_000_000;
/** Messages read at the old end if the last one was given back or has an ETA: the oldest may then be in front of it. */
export const TAIL = 4;
/** The ends of a list are read if its messages are at most this large on average, or at most this large together. */
export const MOST_EACH = 64_000;
export const MOST_TOGETHER = 2_000_000;
/**
 * Nodes of a list (8 KB, or one larger message) that MEMORY USAGE adds up. The lists of a sample share them, so that a few lists are
 * measured completely, and many cost no more. A node takes some 50 ns.
 */
const NODES_A_SAMPLE = 20_000;
const MOST_NODES = 2000;

/** A larger newest message is not remembered, because the next search would have to send it back. Characters. */
export const MOST_REMEMBERED = 64_000;
/** If messages take more memory than this on average, the newest is not even read. Redis uses up to a quarter more than the message. */
export const SURELY_FORGOTTEN = 2 * MOST_REMEMBERED;
/**
 * Bytes sent and received per sample. Lists that do not fit wait for the next sample: the least recently inspected lists go first. The
 * lists of the first queue are always read, because a queue is inspected as a whole.
 */
export const ASKED_A_SAMPLE = 4_000_000;
export const READ_A_SAMPLE = 8_000_000;

/** The result for a list that has to wait. */
export const WAITS = new Error('it has to wait because the messages of other lists are large');

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
  /** The newest message; undefined if it is the anchor or messages are too large to be read; empty if it is too large to be remembered. */
  readonly newest?: string | undefined;
  /** The oldest messages in list order, newest first; undefined if the last is unchanged, or they are too large. */
  readonly oldest?: readonly string[] | undefined;
  /** Whether the messages were not read because they are large. */
  readonly tooLarge: boolean;
  /** Whether `tooLarge` was found by reading them, so that they should not be read again soon. */
  readonly proved?: boolean | undefined;
}

/** A list and the key that holds it. */
export interface KeyedQuestion extends ListQuestion {
  readonly key: string;
  /** Its ends turned out to be large recently: only its length and its memory are read. */
  readonly heavy?: boolean | undefined;
  /** It is read in any case, and does not wait. */
  readonly first?: boolean | undefined;
}

/** How many nodes of each list are measured. */
export function nodesFor(lists: number): number {
  return Math.max(5, Math.min(MOST_NODES, Math.floor(NODES_A_SAMPLE / Math.max(1, lists))));
}
