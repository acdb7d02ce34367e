import { expect, test } from 'vitest';
import { parseQuery } from '../../src/contract/parse-query';
import type { Filter } from '../../src/contract/queries/filters';
import { finish } from '../lifetime/work';
import { filterNotices, passing } from './filters';
import { compileSelector } from './select';

const KNOWN = ['emails', 'emails.high', 'images'];

test.each<[Filter['operator'], string[], string[]]>([
  ['=', ['emails'], ['emails']],
  ['!=', ['emails'], ['emails.high', 'images']],
  ['=~', ['emails'], ['emails']],
  ['=~', ['emails.*'], ['emails', 'emails.high']],
  ['!~', ['emails.*'], ['images']],
  ['=|', ['emails', 'images'], ['emails', 'images']],
  ['!=|', ['emails', 'images'], ['emails.high']],
  ['=~', [''], KNOWN],
])('queue %s %j', (operator, values, left) => {
  const filters = [{ key: 'queue', operator, values }];
  expect(finish(compileSelector({ queues: [], exclude: [], filters }).select(KNOWN)).queues).toEqual(left);
});

test('a filter narrows what the query selects, and all filters must hold', () => {
  const filters: Filter[] = [
    { key: 'queue', operator: '!=', values: ['emails'] },
    { key: 'queue', operator: '=~', values: ['e.*'] },
  ];
  expect(finish(compileSelector({ queues: ['e*', 'images'], exclude: [], filters }).select(KNOWN)).queues).toEqual(['emails.high']);
});

test('an invalid expression is named', () => {
  expect(() => passing([{ key: 'queue', operator: '=~', values: ['('] }], 'queue')).toThrow(/^filters\[0\]: expected a regular expression/);
});

test('a filter that does not apply is told', () => {
  const told = (query: object, key: string) =>
    filterNotices(parseQuery({ ...query, filters: [{ key, operator: '=', values: ['a'] }] })).map(({ text }) => text);
  expect(told({ queryType: 'now' }, 'queue')).toEqual([]);
  expect(told({ queryType: 'now', by: 'priority' }, 'priority')).toEqual([]);
  expect(told({ queryType: 'now' }, 'priority')).toEqual([expect.stringContaining('Group a query')]);
  expect(told({ queryType: 'runs' }, 'task')).toEqual([]);
  expect(told({ queryType: 'now' }, 'task')).toEqual([expect.stringContaining('Only task runs')]);
  expect(told({ queryType: 'broker' }, 'queue')).toEqual([expect.stringContaining('does not apply')]);
  expect(told({ queryType: 'now' }, 'colour')).toEqual([expect.stringContaining('queue, broker, priority, task')]);
});
