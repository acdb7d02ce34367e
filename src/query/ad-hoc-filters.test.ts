import { expect, test } from 'vitest';
import { filtersOf } from './ad-hoc-filters';

const fill = (text: string) => text.replace('$q', 'emails');

test('each operator of Grafana, with one value or several, and with variables', () => {
  expect(
    filtersOf(
      [
        { key: 'queue', operator: '=', value: '$q' },
        { key: 'queue', operator: '=|', value: 'a', values: ['a', 'b'] },
        { key: 'task', operator: '!~', value: 'shop\\..*' },
      ],
      fill,
    ),
  ).toEqual([
    { key: 'queue', operator: '=', values: ['emails'] },
    { key: 'queue', operator: '=|', values: ['a', 'b'] },
    { key: 'task', operator: '!~', values: ['shop\\..*'] },
  ]);
});

test('a filter that is still being typed is no filter', () => {
  expect(
    filtersOf(
      [
        { key: '', operator: '=', value: 'a' },
        { key: 'queue', operator: '=', value: '' },
      ],
      fill,
    ),
  ).toEqual([]);
});
