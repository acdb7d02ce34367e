import { describe, expect, test } from 'vitest';
import { ContractError } from '../../src/contract/problem';
import { compileSelector } from './select';

const KNOWN = [
  'celery',
  'emails',
  'email-low',
  'report-1',
  'report-x',
  'a*b',
  '/x/',
  'x',
  'with space',
  'q:1/2 "\u{1f600}"',
  'y'.repeat(300),
];
const select = (queues: string[], exclude: string[] = [], known: readonly string[] = KNOWN) =>
  compileSelector({ queues, exclude }).select(known);

describe('what a query means', () => {
  test.each<[queues: string[], exclude: string[], selected: string[], unknown: string[]]>([
    [[], [], [...KNOWN].sort(), []],
    [['celery', 'celery'], [], ['celery'], []],
    [['nope', 'celery'], [], ['celery'], ['nope']],
    [['email*'], [], ['email-low', 'emails'], []],
    [['email*', 'emails'], ['*-low'], ['emails'], []],
    [['zz*', '/^zz/', 'zz'], [], [], ['zz*', '/^zz/', 'zz']],
    [['/^report-[0-9]+$/'], [], ['report-1'], []],
    [['a*b'], [], ['a*b'], []],
    [['/x/'], [], ['/x/', 'report-x', 'x'], []],
    [['with space', 'q:1/2 "\u{1f600}"', 'y'.repeat(300)], [], ['q:1/2 "\u{1f600}"', 'with space', 'y'.repeat(300)], []],
    [['celery'], ['celery'], [], []],
    [[], ['*'], [], []],
    [['__proto__', 'constructor'], [], [], ['__proto__', 'constructor']],
  ])('%j without %j', (queues, exclude, selected, unknown) => expect(select(queues, exclude)).toEqual({ queues: selected, unknown }));

  test('nothing is known yet', () => {
    expect(select([], [], [])).toEqual({ queues: [], unknown: [] });
    expect(select(['*', 'a'], [], [])).toEqual({ queues: [], unknown: ['*', 'a'] });
  });
});

test.each<[string[], string[], string]>([
  [['ok', '/(/'], [], 'queues[1]'],
  [[], ['/[z-a]/'], 'exclude[0]'],
  [['/(a+)+$/'], [], 'queues[0]'],
])('%j without %j is refused at %s', (queues, exclude, field) => {
  expect(() => compileSelector({ queues, exclude })).toThrow(ContractError);
  expect(() => compileSelector({ queues, exclude })).toThrow(`${field}: expected`);
});
