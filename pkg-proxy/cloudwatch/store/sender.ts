import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import { type MinuteRecord, type RefusedRecord, StoreError } from '../../queues/ports/metric-store';
import type { Failure } from '../errors';
import { batchesOf, type Parcel } from './batches';

/** One request: what it took and, unless all was stored, why not. */
export interface Sent {
  readonly requests: number;
  readonly failure?: Failure | undefined;
  /** It failed and may have been carried out all the same. */
  readonly unsure?: boolean | undefined;
}
export type Send = (datums: MetricDatum[]) => Promise<Sent>;

export interface SendOutcome {
  readonly stored: number;
  readonly refused: readonly RefusedRecord[];
  readonly requests: number;
  readonly unsent: readonly MinuteRecord[];
  readonly unsure?: boolean | undefined;
  readonly error?: StoreError | undefined;
}

/** Refused requests in one delivery: enough to find two bad datums in 1,000 by halving; the rest waits for the next. */
const MAX_REFUSED_REQUESTS = 25;

/**
 * Sends parcels in as few requests as the limits allow. One bad datum makes CloudWatch refuse the whole request: it is
 * taken out, by its number if CloudWatch gave one, by halving if not, and the rest is sent again. Anything else that
 * fails ends the delivery, and what was not stored is handed back.
 */
export async function deliver(parcels: readonly Parcel[], send: Send, signal: AbortSignal): Promise<SendOutcome> {
  const waiting = batchesOf(parcels);
  const refused: RefusedRecord[] = [];
  let stored = 0;
  let requests = 0;
  let refusals = 0;
  const end = (error?: StoreError, unsure?: boolean): SendOutcome => ({
    stored,
    refused,
    requests,
    unsent: waiting.flat().map((parcel) => parcel.record),
    error,
    unsure,
  });

  for (let batch = waiting[0]; batch; batch = waiting[0]) {
    if (signal.aborted) return end(new StoreError('Interrupted before everything was sent.', true));
    if (refusals > MAX_REFUSED_REQUESTS)
      return end(new StoreError('CloudWatch refuses too much at once; the rest is tried again later.', true));
    const { requests: made, failure, unsure } = await send(batch.flatMap((parcel) => parcel.datums));
    requests += made;
    if (failure?.kind === 'stop') return end(failure.error, unsure);
    waiting.shift();
    if (!failure) {
      stored += batch.length;
      continue;
    }
    refusals++;
    const bad = failure.kind === 'refused' ? ownersOf(batch, failure.members) : new Set<Parcel>();
    if (bad.size === 0 && batch.length > 1) {
      const half = Math.ceil(batch.length / 2);
      waiting.unshift(batch.slice(0, half), batch.slice(half));
      continue;
    }
    const culprits = bad.size === 0 ? new Set(batch) : bad;
    const rest = batch.filter((parcel) => !culprits.has(parcel));
    for (const { record } of culprits) refused.push({ record, reason: failure.reason });
    if (rest.length > 0) waiting.unshift(rest);
  }
  return end();
}

/** The parcels that hold the datums at these places of the request, counted from 1. */
function ownersOf(batch: readonly Parcel[], members: readonly number[]): Set<Parcel> {
  const owners = batch.flatMap((parcel) => parcel.datums.map(() => parcel));
  return new Set(members.map((member) => owners[member - 1]).filter((owner) => owner !== undefined));
}
