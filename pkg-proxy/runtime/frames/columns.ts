import type { Field } from './frame.js';

const NANOS = 1_000_000n;

/** A field's values as Arrow lays them out. */
export interface Column {
  readonly length: number;
  readonly nullCount: number;
  readonly data: Float64Array | BigInt64Array | Uint8Array;
  /** Of texts: where each begins. */
  readonly valueOffsets?: Int32Array;
  /** One bit a row that is not null; none where no row is null. */
  readonly nullBitmap?: Uint8Array | undefined;
}

/**
 * A field's values as an Arrow column: time → timestamp[ns], number → float64, string → utf8, boolean → bool.
 * A Float64Array without NaN is used as it is, without a copy.
 * @throws Error for a time that is no number
 */
export function columnOf(field: Field): Column {
  switch (field.type) {
    case 'time':
      return timeColumn(field.name, field.values);
    case 'number':
      return numberColumn(field.values);
    case 'string':
      return stringColumn(field.values);
    case 'boolean':
      return booleanColumn(field.values);
  }
}

function timeColumn(name: string, values: Float64Array | readonly number[]): Column {
  const data = new BigInt64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const ms = values[row]!;
    if (!Number.isFinite(ms)) throw new Error(`expected epoch milliseconds in time field "${name}", got ${ms} in row ${row}`);
    data[row] = Number.isInteger(ms) ? BigInt(ms) * NANOS : BigInt(Math.round(ms * 1e6));
  }
  return { length: values.length, nullCount: 0, data };
}

function numberColumn(values: Float64Array | readonly (number | null)[]): Column {
  const data = values instanceof Float64Array ? values : Float64Array.from(values, (value) => value ?? Number.NaN);
  const length = data.length;
  let nullCount = 0;
  for (let row = 0; row < length; row++) {
    if (Number.isNaN(data[row])) nullCount++;
  }
  if (nullCount === 0) return { length, nullCount, data };
  return { length, nullCount, data, nullBitmap: bitmap(length, (row) => !Number.isNaN(data[row])) };
}

function stringColumn(values: readonly (string | null)[]): Column {
  const length = values.length;
  const valueOffsets = new Int32Array(length + 1);
  let nullCount = 0;
  for (let row = 0; row < length; row++) {
    const value = values[row];
    if (value === null || value === undefined) nullCount++;
    valueOffsets[row + 1] = valueOffsets[row]! + Buffer.byteLength(value ?? '');
  }
  const data = Buffer.allocUnsafe(valueOffsets[length]!);
  for (let row = 0; row < length; row++) data.write(values[row] ?? '', valueOffsets[row]!);
  const nullBitmap = nullCount === 0 ? undefined : bitmap(length, (row) => values[row] !== null);
  return { length, nullCount, valueOffsets, data, nullBitmap };
}

function booleanColumn(values: readonly (boolean | null)[]): Column {
  const length = values.length;
  const data = bitmap(length, (row) => values[row] === true);
  const nullCount = values.reduce((count, value) => (value === null ? count + 1 : count), 0);
  const nullBitmap = nullCount === 0 ? undefined : bitmap(length, (row) => values[row] !== null);
  return { length, nullCount, data, nullBitmap };
}

/** One bit a row, the lowest first, as Arrow lays them out. */
function bitmap(length: number, isSet: (row: number) => boolean): Uint8Array {
  const bits = new Uint8Array(Math.ceil(length / 8));
  for (let row = 0; row < length; row++) {
    if (isSet(row)) bits[row >> 3]! |= 1 << (row & 7);
  }
  return bits;
}
