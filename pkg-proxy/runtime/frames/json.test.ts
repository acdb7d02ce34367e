import { expect, test } from 'vitest';
import type { Frame } from './frame.js';
import { frameToJson } from './json.js';

const frame: Frame = {
  name: 'n',
  refId: 'A',
  meta: { type: 'timeseries-wide', typeVersion: [0, 1] },
  fields: [
    { name: 'time', type: 'time', values: [1_000, 2_000] },
    { name: 'value', type: 'number', values: new Float64Array([1.5, Number.NaN]), labels: { a: 'b' }, config: { unit: 's' } },
    { name: 'text', type: 'string', values: ['x', null] },
    { name: 'flag', type: 'boolean', values: [true, null] },
  ],
};
const schema = {
  name: 'n',
  refId: 'A',
  meta: { type: 'timeseries-wide', typeVersion: [0, 1] },
  fields: [
    { name: 'time', type: 'time', typeInfo: { frame: 'time.Time' } },
    { name: 'value', type: 'number', typeInfo: { frame: 'float64', nullable: true }, labels: { a: 'b' }, config: { unit: 's' } },
    { name: 'text', type: 'string', typeInfo: { frame: 'string', nullable: true } },
    { name: 'flag', type: 'boolean', typeInfo: { frame: 'bool', nullable: true } },
  ],
};
const data = {
  values: [
    [1_000, 2_000],
    [1.5, null],
    ['x', null],
    [true, null],
  ],
};

test('writes schema and values, or one of them', () => {
  expect(JSON.parse(frameToJson(frame))).toEqual({ schema, data });
  expect(JSON.parse(frameToJson(frame, 'data'))).toEqual({ data });
  expect(JSON.parse(frameToJson(frame, 'schema'))).toEqual({ schema });
});

test('leaves out what is empty', () => {
  expect(frameToJson({ name: '', fields: [] })).toBe('{"schema":{"fields":[]},"data":{"values":[]}}');
});

test('lists infinities, which JSON cannot hold', () => {
  const values = [1, Number.POSITIVE_INFINITY, null, Number.NEGATIVE_INFINITY];
  const fields: Frame['fields'] = [
    { name: 'a', type: 'string', values: ['', '', '', ''] },
    { name: 'b', type: 'number', values },
  ];
  expect(JSON.parse(frameToJson({ fields }, 'data'))).toEqual({
    data: {
      values: [
        ['', '', '', ''],
        [1, null, null, null],
      ],
      entities: [null, { Inf: [1], NegInf: [3] }],
    },
  });
});

test('refuses fields of different length', () => {
  const fields: Frame['fields'] = [
    { name: 'a', type: 'string', values: ['x'] },
    { name: 'b', type: 'number', values: [] },
  ];
  expect(() => frameToJson({ fields })).toThrow('expected 1 values in every field of frame "", got 0 in "b"');
});
