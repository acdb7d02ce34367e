import type { MetricDatum } from '@aws-sdk/client-cloudwatch';
import type { MinuteRecord } from '../../queues/ports/metric-store';
import type { MetricName } from '../naming';

/** Limits of PutMetricData (API reference; the datums were 20 until 2022). */
export const MAX_DATUMS = 1_000;
const MAX_VALUES = 150;
/**
 * AWS allows 1 MB a request and does not say whether before or after compression: this is before it, with room for
 * the namespace. Bytes.
 */
export const MAX_BYTES = 900_000;

/** A record with the datums that carry it: several only if it holds more than 150 distinct values. */
export interface Parcel {
  readonly record: MinuteRecord;
  readonly datums: readonly MetricDatum[];
  /** Size in the request, uncompressed. */
  readonly bytes: number;
}

/** A record under its name, split into as many datums of the same time as its values need; CloudWatch adds them up again. */
export function parcelOf(record: MinuteRecord, metric: MetricName): Parcel {
  const Timestamp = new Date(record.at);
  const datums: MetricDatum[] = [];
  for (let i = 0; i < record.values.length; i += MAX_VALUES) {
    datums.push({ ...metric, Timestamp, Values: record.values.slice(i, i + MAX_VALUES), Counts: record.counts.slice(i, i + MAX_VALUES) });
  }
  const bytes = datums.reduce((sum, datum) => sum + Buffer.byteLength(JSON.stringify(datum)) + 1, 0);
  return { record, datums, bytes };
}

/** As few requests as the limits allow, in the order given. A record is never torn apart. */
export function batchesOf(parcels: readonly Parcel[]): Parcel[][] {
  const batches: Parcel[][] = [];
  let batch: Parcel[] = [];
  let datums = 0;
  let bytes = 0;
  for (const parcel of parcels) {
    if (batch.length > 0 && (datums + parcel.datums.length > MAX_DATUMS || bytes + parcel.bytes > MAX_BYTES)) {
      batches.push(batch);
      batch = [];
      datums = 0;
      bytes = 0;
    }
    batch.push(parcel);
    datums += parcel.datums.length;
    bytes += parcel.bytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
