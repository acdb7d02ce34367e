/** How long queues were at one moment. */
export interface Depths {
  /** Lengths of the priority lists, queue after queue in the order asked for: index `queue × steps + step`. Unit: tasks. */
  readonly lengths: Float64Array;
  /** Queues that could not be read although the broker answered, with the reason. Their lengths mean nothing. */
  readonly failed: ReadonlyMap<string, string>;
}

export interface Discovery {
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
   * Looks for queues that are declared on the broker, internals left out. Slow, and bounded: one call looks for less than
   * a second, answers what was found so far, and the next call goes on from there. For a clock of its own, never at query time.
   * @throws BrokerError
   */
  discover(signal: AbortSignal): Promise<Discovery>;
  /** @throws BrokerError */
  server(signal: AbortSignal): Promise<ServerInfo>;
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
