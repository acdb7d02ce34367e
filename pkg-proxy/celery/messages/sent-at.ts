import type { Fields } from './message-json';
import { timeOf } from './times';

/** When a message was sent. */
export interface SentAt {
  /** Epoch milliseconds, by the sender's clock. */
  readonly at: number;
  /** `exact`: to a few milliseconds, or to the second from `timestamp`. `estimate`: from a time-based id, which is created before sending. */
  readonly quality: 'exact' | 'estimate';
}

export interface SentAtSources {
  readonly headers: Fields;
  readonly properties: Fields;
  /** The task's own, epoch milliseconds. */
  readonly expires: number | undefined;
  readonly id: string | undefined;
  readonly retries: number;
  readonly ageHeader: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** No Celery message is older than Celery. */
const EARLIEST = Date.UTC(2000, 0, 1);
const A_DAY = 86_400_000;
/** sentry_sdk/integrations/celery: epoch seconds, written at every publish. */
const SENTRY_HEADER = 'sentry-task-enqueued-time';

/** Celery itself writes no send time (celery#5696). These sources may have it, best first. */
export function sentAtOf(sources: SentAtSources): SentAt | undefined {
  const { headers, properties, ageHeader, now } = sources;
  const candidates = [
    { at: timeOf(headers[ageHeader]), quality: 'exact' },
    { at: timeOf(headers[SENTRY_HEADER]), quality: 'exact' },
    { at: timeOf(properties['timestamp']), quality: 'exact' },
    { at: fromExpiry(sources), quality: 'exact' },
    { at: fromUuid(sources), quality: 'estimate' },
  ] as const;
  for (const { at, quality } of candidates) {
    if (at !== undefined && at >= EARLIEST && at <= now + A_DAY) return { at, quality };
  }
  return undefined;
}

/**
 * `expires` is a time, and `expiration` is the number of milliseconds until then when the message was sent. An expiration of 0 means
 * that the time had already passed, so it does not give the send time.
 */
function fromExpiry({ properties, expires }: SentAtSources): number | undefined {
  const expiration = properties['expiration'];
  const left = typeof expiration === 'string' && /^\d{1,15}$/.test(expiration) ? Number(expiration) : expiration;
  return typeof left === 'number' && left > 0 && expires !== undefined ? expires - left : undefined;
}

const UUID = /^([0-9a-f]{8})-([0-9a-f]{4})-([17])([0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i;
/** Milliseconds from 1582-10-15, the epoch of version 1 UUIDs, to 1970: RFC 9562 §5.1. */
const GREGORIAN = 12_219_292_800_000;

/** The time in an id of version 7 or 1. A retry keeps its id, which then holds the first send time, not that of this message. */
function fromUuid({ id, retries }: SentAtSources): number | undefined {
  const [, first, second, version, third] = UUID.exec(id ?? '') ?? [];
  if (retries > 0 || first === undefined || second === undefined || third === undefined) return undefined;
  if (version === '7') return Number.parseInt(first + second, 16);
  return Number(BigInt(`0x${third}${second}${first}`) / 10_000n) - GREGORIAN; // counts of 100 ns
}
