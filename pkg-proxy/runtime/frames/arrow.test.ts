import { tableFromIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { frameToArrow } from './arrow';
import type { Field, Frame } from './frame';

const column = (field: Field) => tableFromIPC(frameToArrow({ fields: [field] })).getChildAt(0);
const values = (field: Field): unknown[] => [...(column(field) ?? [])];

describe('values', () => {
  test('times are nanoseconds and not nullable', () => {
    const table = tableFromIPC(frameToArrow({ fields: [{ name: 't', type: 'time', values: [1_700_000_000_000, 0.5, -1] }] }));
    expect([...(table.getChildAt(0)?.data[0]?.values ?? [])]).toEqual([1_700_000_000_000_000_000n, 500_000n, -1_000_000n]);
    expect(table.schema.fields[0]?.nullable).toBe(false);
  });

  test.each([[Number.NaN], [Number.POSITIVE_INFINITY]])('a time of %s is refused', (value) => {
    expect(() => values({ name: 't', type: 'time', values: [0, value] })).toThrow('in time field "t"');
  });

  test('numbers: null and NaN are null, infinities stay', () => {
    expect(values({ name: 'n', type: 'number', values: [1, null, Number.NaN, Number.NEGATIVE_INFINITY] })).toEqual([
      1,
      null,
      null,
      Number.NEGATIVE_INFINITY,
    ]);
    expect(values({ name: 'n', type: 'number', values: new Float64Array([1, Number.NaN]) })).toEqual([1, null]);
  });

  test('a Float64Array that is part of a larger one', () => {
    expect(values({ name: 'n', type: 'number', values: new Float64Array([9, 1, 2, 9]).subarray(1, 3) })).toEqual([1, 2]);
  });

  test('texts: any characters, empty, null, halves of a pair', () => {
    const texts = ['é🙂', '', null, '\ud83d', '\ude42', 'z'];
    expect(values({ name: 's', type: 'string', values: texts })).toEqual(['é🙂', '', null, '\ufffd', '\ufffd', 'z']);
  });

  test('booleans over more than one byte of bits', () => {
    const flags = Array.from({ length: 19 }, (_, row) => (row % 5 === 0 ? null : row % 2 === 0));
    expect(values({ name: 'b', type: 'boolean', values: flags })).toEqual(flags);
  });

  test('a frame without rows, and one without fields', () => {
    expect(tableFromIPC(frameToArrow({ fields: [{ name: 'n', type: 'number', values: [] }] })).numRows).toBe(0);
    expect(tableFromIPC(frameToArrow({ name: 'empty', fields: [] })).schema.metadata.get('name')).toBe('empty');
  });

  test('fields of different length are refused', () => {
    const fields: Field[] = [
      { name: 'a', type: 'number', values: [1, 2] },
      { name: 'b', type: 'number', values: [1] },
    ];
    expect(() => frameToArrow({ fields })).toThrow('expected 2 values');
  });
});

/** Frames of one shape after another: each must be the same as when written first in its process. */
describe('a shape seen before', () => {
  const make = (seed: number, note = 'x'): Frame => ({
    refId: 'A',
    meta: { type: 'table', custom: { note } },
    fields: [
      { name: 'time', type: 'time', values: [seed, seed + 1, seed + 2] },
      { name: 'a', type: 'number', labels: { q: '1' }, values: [seed, null, seed] },
      { name: 'b', type: 'number', labels: { q: '2' }, values: [null, seed, seed] },
      { name: 'c', type: 'number', values: new Float64Array([seed, 2, 3]) },
      { name: 's', type: 'string', values: seed % 2 ? ['abc', null, 'd'] : ['a', 'bcd', null] },
      { name: 'f', type: 'boolean', values: [seed % 2 === 0, true, null] },
    ],
  });
  const read = (frame: Frame) => {
    const table = tableFromIPC(frameToArrow(frame));
    return { rows: table.toArray().map((row) => row.toJSON()), meta: table.schema.metadata.get('meta') };
  };

  test('is filled with its own values, nulls and texts', () => {
    for (const seed of [1, 2, 3, 4, 1]) {
      const { rows } = read(make(seed));
      expect(rows.map((row) => row.a)).toEqual([seed, null, seed]);
      expect(rows.map((row) => row.b)).toEqual([null, seed, seed]);
      expect(rows.map((row) => row.c)).toEqual([seed, 2, 3]);
      expect(rows.map((row) => row.s)).toEqual(seed % 2 ? ['abc', null, 'd'] : ['a', 'bcd', null]);
      expect(rows.map((row) => row.f)).toEqual([seed % 2 === 0, true, null]);
    }
  });

  test('is another one when anything but the values differs', () => {
    expect(read(make(1, 'one')).meta).toContain('one');
    expect(read(make(1, 'two')).meta).toContain('two');
    const named = { fields: [{ name: 'n', type: 'number', values: [1, 2] }] } satisfies Frame;
    expect(read(named).rows).toHaveLength(2);
    expect(read({ fields: [{ name: 'n', type: 'number', values: [1] }] }).rows).toEqual([{ n: 1 }]);
    expect(read({ fields: [{ name: 'n', type: 'number', values: [null, 1] }] }).rows).toEqual([{ n: null }, { n: 1 }]);
    expect(read({ fields: [{ name: 's', type: 'string', values: ['long', 'er'] }] }).rows).toEqual([{ s: 'long' }, { s: 'er' }]);
    expect(read({ fields: [{ name: 's', type: 'string', values: ['shorter', 'er'] }] }).rows[0]).toEqual({ s: 'shorter' });
  });

  test('is byte for byte what was written first', () => {
    const frame: Frame = { ...make(8), name: 'bytes' };
    const first = frameToArrow(frame);
    expect(Buffer.compare(first, frameToArrow(frame))).toBe(0);
    expect(first).not.toBe(frameToArrow(frame));
  });
});
