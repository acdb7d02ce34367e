import { expect, test } from 'vitest';
import { frameToArrow } from './arrow';
import { columnOf } from './columns';
import type { Frame } from './frame';
import { Templates } from './template';

const frame: Frame = { name: 'templates', fields: [{ name: 'n', type: 'number', values: new Float64Array(1_000) }] };
const columns = frame.fields.map(columnOf);
const file = frameToArrow(frame);

test('writes a shape once', () => {
  const templates = new Templates();
  let written = 0;
  const write = () => {
    written++;
    return file;
  };
  for (let i = 0; i < 3; i++) expect(Buffer.compare(templates.fill('shape', columns, write), file)).toBe(0);
  expect(written).toBe(1);
});

test('keeps no more than its budget, and of that what was used last', () => {
  const templates = new Templates();
  const shape = (i: number) => `${i}`.padEnd(200_000);
  for (let i = 0; i < 100; i++) {
    templates.fill(shape(i), columns, () => file);
    templates.fill(shape(0), columns, () => {
      if (i > 0) throw new Error('the shape in constant use was dropped');
      return file;
    });
  }
  expect(templates.size).toBeLessThan(15);
  expect(templates.size).toBeGreaterThan(5);
});
