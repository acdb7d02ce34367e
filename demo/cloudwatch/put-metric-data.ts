import { invalidCombination, invalidValue, missing, tooLong } from './aws-error';
import { dimensionOf, listOf, numberOf, recordOf, textOf, timeOf } from './input';
import type { Dimension, MetricTable, StoredDatum } from './metric-table';

/**
 * PutMetricData with the limits of the API reference, and with the error messages of AWS if known (`MetricData.member.N…` counts
 * from 1). One bad datum makes the whole request fail; nothing of it is stored.
 */
export function putMetricData(input: Record<string, unknown>, table: MetricTable, now: number): void {
  const namespace = namespaceOf(input.Namespace);
  const data = listOf(input.MetricData, 'MetricData');
  if (data.length === 0) throw missing('MetricData');
  if (data.length > 1_000) throw tooLong('MetricData', 1_000);
  const accepted = data.map((datum, i) => readDatum(recordOf(datum, `MetricData.member.${i + 1}`), `MetricData.member.${i + 1}`, now));
  for (const { name, dimensions, datum } of accepted) table.add(namespace, name, dimensions, datum);
}

function namespaceOf(value: unknown): string {
  if (value === undefined || value === null) throw missing('Namespace');
  const namespace = textOf(value, 'Namespace', 255);
  if (namespace.startsWith('AWS/')) throw invalidValue('The value AWS/ for parameter Namespace is invalid.');
  if (!/^[0-9A-Za-z._\-/#: ]+$/.test(namespace) || namespace.startsWith(':'))
    throw invalidValue(`The value ${namespace} for parameter Namespace is invalid.`);
  return namespace;
}

function readDatum(raw: Record<string, unknown>, path: string, now: number): { name: string; dimensions: Dimension[]; datum: StoredDatum } {
  if (raw.MetricName === undefined) throw missing(`${path}.MetricName`);
  const name = textOf(raw.MetricName, `${path}.MetricName`, 255);
  const dimensions = listOf(raw.Dimensions ?? [], `${path}.Dimensions`).map((d, i) => dimensionOf(d, `${path}.Dimensions.member.${i + 1}`));
  if (dimensions.length > 30) throw tooLong(`${path}.Dimensions`, 30);
  if (new Set(dimensions.map((d) => d.Name)).size < dimensions.length)
    throw invalidValue(`The collection ${path}.Dimensions contains duplicate names.`);
  const unit = raw.Unit ?? 'None';
  if (typeof unit !== 'string' || !UNITS.has(unit)) throw invalidValue(`The value ${String(unit)} for parameter ${path}.Unit is invalid.`);
  const resolution = raw.StorageResolution ?? 60;
  if (resolution !== 1 && resolution !== 60)
    throw invalidValue(`The value ${String(resolution)} for parameter ${path}.StorageResolution is invalid.`);
  const at = stampOf(raw.Timestamp, `${path}.Timestamp`, now);
  const grain = resolution * 1_000;
  return { name, dimensions, datum: { at: Math.floor(at / grain) * grain, unit, resolution, values: valuesOf(raw, path) } };
}

function stampOf(raw: unknown, path: string, now: number): number {
  if (raw === undefined) return now;
  const at = timeOf(raw, path);
  if (at < now - 14 * 86_400_000) throw invalidValue(`The parameter ${path} must specify a time no more than two weeks in the past.`);
  if (at > now + 2 * 3_600_000) throw invalidValue(`The parameter ${path} must specify a time no more than two hours in the future.`);
  return at;
}

/** Exactly one of Value, Values (with Counts) and StatisticValues; the last is stored as its minimum and maximum. */
function valuesOf(raw: Record<string, unknown>, path: string): ReadonlyMap<number, number> {
  const given = ['Value', 'Values', 'StatisticValues'].filter((field) => raw[field] !== undefined);
  if (given.length === 0) throw missing(`${path}.Value`);
  if (given.length > 1)
    throw invalidCombination(
      `The parameters ${given.map((f) => `${path}.${f}`).join(' and ')} are mutually exclusive and you have specified both.`,
    );
  if (raw.StatisticValues !== undefined) throw invalidValue(`${path}.StatisticValues is not something this plugin sends.`);
  if (raw.Value !== undefined) return new Map([[numberOf(raw.Value, `${path}.Value`), 1]]);
  const values = listOf(raw.Values, `${path}.Values`).map((v, i) => numberOf(v, `${path}.Values.member.${i + 1}`));
  if (values.length === 0) throw missing(`${path}.Values`);
  if (values.length > 150) throw tooLong(`${path}.Values`, 150);
  const counts =
    raw.Counts === undefined
      ? values.map(() => 1)
      : listOf(raw.Counts, `${path}.Counts`).map((c, i) => numberOf(c, `${path}.Counts.member.${i + 1}`));
  if (counts.length !== values.length) throw invalidValue(`The collections ${path}.Values and ${path}.Counts must have the same size.`);
  const wrong = counts.findIndex((count) => count <= 0);
  if (wrong >= 0) throw invalidValue(`The value ${counts[wrong]} for parameter ${path}.Counts.member.${wrong + 1} is invalid.`);
  const tally = new Map<number, number>();
  for (const [i, value] of values.entries()) tally.set(value, (tally.get(value) ?? 0) + counts[i]!);
  return tally;
}

const SIZES = ['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes', 'Bits', 'Kilobits', 'Megabits', 'Gigabits', 'Terabits'];
export const UNITS: ReadonlySet<string> = new Set([
  ...['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None'],
  ...SIZES,
  ...SIZES.map((size) => `${size}/Second`),
]);
