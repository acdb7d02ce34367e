import { RecordBatchReader, tableFromIPC } from 'apache-arrow';
import { describe, expect, test } from 'vitest';
import { encodeFrame, frameToArrow } from './arrow.js';
import type { Field, Frame } from './frame.js';

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

/** What a reader finds in a file: Grafana's own is tried in test/protocol. */
const content = (frame: Frame) => {
  const file = frameToArrow(frame);
  const reader = RecordBatchReader.from(file).open();
  const { schema } = reader;
  const batches = [...reader];
  return {
    metadata: Object.fromEntries(schema.metadata),
    fields: schema.fields.map(({ name, type, nullable, metadata }) => [name, String(type), nullable, Object.fromEntries(metadata)]),
    batches: batches.map((batch) => batch.data.children.map((column) => [...column.values].map(Number))),
    whole: tableFromIPC(file).numRows,
  };
};

describe('a frame with many fields', () => {
  const many: Frame = {
    name: 'many',
    refId: 'A',
    meta: { type: 'timeseries-wide', custom: { text: 'é🙂'.repeat(500) } },
    fields: [
      { name: 'time', type: 'time', values: [1, 2, 3] },
      ...Array.from({ length: 1500 }, (_, i): Field => {
        const field = { name: 'waiting', type: 'number', values: new Float64Array([i, i + 0.5, -i]) } as const;
        return i % 3 === 0 ? field : { ...field, labels: { queue: `q"${i}` }, config: { displayNameFromDS: `q ${i}` } };
      }),
    ],
  };

  test('has them all in their order, with what each is', () => {
    const { metadata, fields, batches, whole } = content(many);
    expect(metadata).toEqual({ name: 'many', refId: 'A', meta: JSON.stringify(many.meta) });
    expect(whole).toBe(3);
    expect(fields[0]).toEqual(['time', 'Timestamp<NANOSECOND>', false, { tstype: 'time' }]);
    expect(fields[1]).toEqual(['waiting', 'Float64', true, { tstype: 'number' }]);
    expect(fields[1500]).toEqual([
      'waiting',
      'Float64',
      true,
      { tstype: 'number', labels: '{"queue":"q\\"1499"}', config: '{"displayNameFromDS":"q 1499"}' },
    ]);
    expect(batches).toHaveLength(1);
    expect(batches[0]?.slice(1)).toEqual(Array.from({ length: 1500 }, (_, i) => [i, i + 0.5, -i]));
  });

  test('is written in parts, so that others have their turn', () => {
    let parts = 1;
    for (const work = encodeFrame(many); !work.next().done; ) parts++;
    expect(parts).toBeGreaterThan(10);
  });
});

test('every buffer lies at a multiple of eight bytes, whatever is before it', () => {
  const texts = ['a', 'abc', 'abcdefgh', ''];
  const frame: Frame = {
    fields: [
      ...texts.map((text, i): Field => ({ name: 's', type: 'string', values: [text, i % 2 ? null : text] })),
      { name: 'b', type: 'boolean', values: [true, null] },
      { name: 'n', type: 'number', values: [1, null] },
    ],
  };
  for (const batch of RecordBatchReader.from(frameToArrow(frame))) {
    for (const { values } of batch.data.children) expect(values.byteOffset % 8).toBe(0);
  }
  const table = tableFromIPC(frameToArrow({ ...frame, fields: frame.fields.map((field, i) => ({ ...field, name: String(i) })) }));
  expect(table.toArray().map((row) => Object.values(row.toJSON()))).toEqual([
    ['a', 'abc', 'abcdefgh', '', true, 1],
    ['a', null, 'abcdefgh', null, null, null],
  ]);
});
