import { expect, test } from 'vitest';
import { randomOf } from '../../../test/setup/seeded-random';
import { ABSENT, Cells } from './cells';

test('a row is what was put into it, however rows drift, grow and lose columns', () => {
  const random = randomOf(3);
  const kinds = [0, 7, 65_534, 65_535, 65_536, ABSENT - 1, ABSENT];
  let values = new Uint32Array(20).fill(ABSENT);
  let cells: Cells | undefined;
  const rows: [Uint32Array, Cells][] = [];
  for (let i = 0; i < 400; i++) {
    if (random() < 0.05) {
      const wider = new Uint32Array(values.length + Math.floor(random() * 30)).fill(ABSENT);
      wider.set(values);
      values = wider;
    }
    for (let n = Math.floor(random() * 6); n > 0; n--)
      values[Math.floor(random() * values.length)] = kinds[Math.floor(random() * kinds.length)]!;
    cells = Cells.of(values, cells);
    rows.push([values.slice(), cells]);
  }
  for (const [wanted, row] of rows) {
    const got = new Float64Array(wanted.length + 5);
    row.copyTo(got);
    expect([...got]).toEqual([...wanted, ...new Array<number>(5).fill(ABSENT)]);
    expect(Array.from(got, (_, column) => row.at(column))).toEqual([...got]);
    expect(row.at(-1)).toBe(ABSENT);
  }
});

test('a column above 65,535 is one like any other', () => {
  const values = new Uint32Array(70_000);
  const first = Cells.of(values);
  values[69_999] = 5;
  values[3] = 6;
  const second = Cells.of(values, first);
  expect([first.at(69_999), second.at(69_999), second.at(3)]).toEqual([0, 5, 6]);
});
