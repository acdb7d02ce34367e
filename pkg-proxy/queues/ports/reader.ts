import type { BrokerFacts } from './broker-facts';
import type { Peek } from './peek';
import type { Probe, ProbeRequest } from './probe';

/** How long queues were at one moment. */
export interface Depths {
  /** Lengths of the priority lists, queue after queue in the order asked for: index `queue × steps + step`. Unit: tasks. */
  readonly lengths: Float64Array;
  /** Queues that could not be read although the broker answered, with the reason. Their lengths mean nothing. */
  readonly failed: ReadonlyMap<string, string>;
}

export interface DeclaredQueues {
  /** Names found by the last whole pass and by the one under way. */
  readonly queues: readonly string[];
  /** Whether a pass has ended with this call. */
  readonly complete: boolean;
}

export interface ServerInfo {
  /** `Redis` or `Valkey`. */
  readonly product: string;
  readonly version: string;
}

/** What is read from a broker. Reading never changes it. */
export interface QueueReader {
  /** Where it reads, for a person: `host:6379/0`. Never holds credentials. */
  readonly label: string;
  /** Priority steps, ascending; each is one list a queue. */
  readonly steps: readonly number[];
  /**
   * Lengths of all lists, atomic per queue.
   * @throws BrokerError
   */
  depths(queues: readonly string[], signal: AbortSignal): Promise<Depths>;
  /**
   * What lies behind the lengths: the ends of lists, and what workers have taken. What cannot be read although the broker
   * answers is an error in the answer. Three round trips at the most.
   * @throws BrokerError
   */
  probe(request: ProbeRequest, signal: AbortSignal): Promise<Probe>;
  /**
   * Looks into one queue, a bounded number of messages and of bytes. For whoever asks, behind a cache; no sample waits for it.
   * @param ageHeader the message header in which an application writes when it sent a task
   * @throws BrokerError
   */
  peek(queue: string, ageHeader: string, signal: AbortSignal): Promise<Peek>;
  /**
   * Looks for queues that are declared on the broker, internals left out. Slow, and bounded: one call looks for less than
   * a second, answers what was found so far, and the next call goes on from there. For a clock of its own, never at query time.
   * @throws BrokerError
   */
  discover(signal: AbortSignal): Promise<DeclaredQueues>;
  /** @throws BrokerError */
  server(signal: AbortSignal): Promise<ServerInfo>;
  /**
   * How the server fares; one round trip. No sample waits for it.
   * @throws BrokerError
   */
  facts(signal: AbortSignal): Promise<BrokerFacts>;
  close(): void;
}

export const BROKER_ERROR_CODES = [
  'refused',
  'dns',
  'timeout',
  'tls',
  'auth',
  'permission',
  'database',
  'loading',
  'closed',
  'protocol',
] as const;
export type BrokerErrorCode = (typeof BROKER_ERROR_CODES)[number];

/** The broker cannot be read. The message names host, cause and what to do, and holds no secret. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  constructor(
    readonly code: BrokerErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** What a reader has thrown; a reader that breaks its promise has spoken wrongly of the broker. */
export function asBrokerError(error: unknown): BrokerError {
  if (error instanceof BrokerError) return error;
  return new BrokerError('protocol', error instanceof Error ? error.message : String(error), { cause: error });
}
