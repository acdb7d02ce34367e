import { describe, expect, test } from 'vitest';
import { type Rule, ruleOf } from '../../dashboards/alerts/rule';
import { ALERTS } from '../../dashboards/alerts/table';
import type { TestFrame } from '../setup/backend';
import { evaluateRule } from './evaluate';
import { dataOf } from './frames';
import { calculate } from './math';

type Field = TestFrame['schema']['fields'][number];
const string = (name: string): Field => ({ name, type: 'string', typeInfo: { frame: 'string' } });
const number = (name: string, labels?: Record<string, string>): Field => ({
  name,
  type: 'number',
  ...(labels ? { labels } : {}),
  typeInfo: { frame: 'float64' },
});
const time = (nullable: boolean): Field => ({ name: 'time', type: 'time', typeInfo: { frame: 'time.Time', nullable } });
const frame = (fields: readonly Field[], values: readonly unknown[][], type?: string): TestFrame => ({
  schema: { ...(type ? { meta: { type } } : {}), fields },
  data: { values },
});
const table = (...rows: (readonly [string, number | null])[]) =>
  frame([string('queue'), number('value')], [rows.map(([queue]) => queue), rows.map(([, value]) => value)], 'numeric-long');
const series = (...values: (number | null)[]) =>
  frame([time(false), number('value', { queue: 'a' })], [values.map((_, at) => at * 1000), values], 'timeseries-wide');

describe('a frame that the alerting of Grafana refuses is refused', () => {
  test.each<[string, readonly TestFrame[], string]>([
    ['two frames', [table(['a', 1]), table(['b', 1])], '2 frames for one query'],
    ['a long series', [frame([time(false), string('queue'), number('value')], [[0], ['a'], [1]])], 'got type long'],
    ['times that may be null', [frame([time(true), number('value')], [[0], [1]])], 'missing a []time.Time field'],
    ['times alone', [frame([time(false)], [[0]])], 'a time without a series'],
    ['a table of no type', [frame([string('queue'), number('value')], [['a'], [1]])], 'a frame of type undefined'],
    ['two numbers in a row', [frame([number('x'), number('y')], [[1], [2]], 'numeric-long')], '2 numbers in a row'],
    ['no number in a row', [frame([string('queue')], [['a']], 'numeric-long')], '0 numbers in a row'],
    ['two rows of one queue', [table(['a', 1], ['a', 2])], 'two values with the labels'],
    [
      'two series of one queue',
      [frame([time(false), number('x', { queue: 'a' }), number('y', { queue: 'a' })], [[0], [1], [2]])],
      'two values with the labels',
    ],
  ])('%s', (_, frames, message) => expect(() => dataOf(frames)).toThrow(message));

  test('what it takes is taken', () => {
    expect(dataOf([table(['a', 1], ['b', null])])).toEqual({
      kind: 'numbers',
      items: [
        { labels: { queue: 'a' }, value: 1 },
        { labels: { queue: 'b' }, value: Number.NaN },
      ],
    });
    expect(dataOf([series(1, null)])).toEqual({ kind: 'series', items: [{ labels: { queue: 'a' }, values: [1, Number.NaN] }] });
    expect(dataOf([])).toEqual({ kind: 'numbers', items: [] });
  });
});

describe('a rule that Grafana cannot evaluate is refused', () => {
  const row = ALERTS.find(({ name }) => name === 'queue-critical');
  if (!row) throw new Error('expected the rule');
  const rule = ruleOf(row, 'test');
  const changed = (refId: string, model: Readonly<Record<string, unknown>>): Rule => ({
    ...rule,
    data: rule.data.map((one) => (one.refId === refId ? { ...one, model: { refId, ...model } } : one)),
  });
  const answers = { waiting: [series(5)], status: [series(2)] };

  test('as it is, it fires', () =>
    expect(evaluateRule(rule, answers)).toMatchObject({ kind: 'instances', instances: [{ labels: { queue: 'a' }, firing: true }] }));

  test.each<[string, Rule, Parameters<typeof evaluateRule>[1], string]>([
    ['a number is reduced', rule, { ...answers, status: [table(['a', 2])] }, 'expected a series to reduce'],
    [
      'a series has a threshold',
      changed('critical', { type: 'threshold', expression: 'status', conditions: [{ evaluator: { type: 'gt', params: [1] } }] }),
      answers,
      'Reduce it first',
    ],
    ['math of a series', changed('critical', { type: 'math', expression: '$status > 1' }), answers, 'Reduce it first'],
    ['an unknown name', changed('critical', { type: 'math', expression: '$nothing > 1' }), answers, 'expected a query before it is used'],
    ['no answer', rule, { waiting: [series(5)] }, 'expected an answer to status'],
  ])('%s', (_, wrong, given, message) => expect(() => evaluateRule(wrong, given)).toThrow(message));

  test.each([
    ['$a ~ 1', 'expected math that Grafana knows'],
    ['$a 1', 'expected the end'],
    ['($a', 'expected )'],
    ['$b', 'expected a value'],
  ])('the math %s', (expression, message) => expect(() => calculate(expression, { a: 1 })).toThrow(message));
});

describe('what is unknown', () => {
  const rule = (name: string) => {
    const row = ALERTS.find((one) => one.name === name);
    if (!row) throw new Error(`expected a rule, got ${name}`);
    return ruleOf(row, 'test');
  };

  test('a queue without a value has no alert, beside one with a value', () => {
    const answers = { lateness: [table(['a', null], ['b', 2])], seconds: [table(['a', 5], ['b', 5])] };
    expect(evaluateRule(rule('oldest-task'), answers)).toMatchObject({ kind: 'instances', instances: [{ labels: { queue: 'b' } }] });
  });

  test('no value at all is no data', () => {
    const answers = { lateness: [table(['a', null])], seconds: [table(['a', 5])] };
    expect(evaluateRule(rule('oldest-task'), answers)).toEqual({ kind: 'noData', state: 'Normal' });
    expect(evaluateRule(rule('queue-critical'), { waiting: [series(null)], status: [series(null)] })).toEqual({
      kind: 'noData',
      state: 'KeepLast',
    });
  });

  test('a failed query is an error', () => {
    const answers = { waiting: new Error('refused'), status: [series(2)] };
    expect(evaluateRule(rule('queue-critical'), answers)).toEqual({ kind: 'error', state: 'KeepLast' });
  });
});
