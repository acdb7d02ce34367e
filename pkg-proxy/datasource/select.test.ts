import { describe, expect, test } from 'vitest';
import { ContractError } from '../../src/contract/problem';
import { finish } from '../lifetime/work';
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
  finish(compileSelector({ queues, exclude }).select(known));

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
  [[`/(${'a?'.repeat(100)}){100}/`], [], 'queues[0]'],
])('%j without %j is refused at %s', (queues, exclude, field) => {
  expect(() => compileSelector({ queues, exclude })).toThrow(ContractError);
  expect(() => compileSelector({ queues, exclude })).toThrow(`${field}: expected`);
});

describe('many regular expressions', () => {
  const known = Array.from({ length: 2000 }, (_, i) => `team-${i % 40}.worker-${i}`);

  test('are compared in parts, with the same result', () => {
    const query = { queues: ['/^team-1.*9$/', '/(?i)WORKER-77/', 'team-3.*'], exclude: ['/8$/'] };
    const work = compileSelector(query).select(known);
    let parts = 1;
    for (let step = work.next(); ; step = work.next(), parts++) {
      if (!step.done) continue;
      const one = (queue: string) => /^team-1.*9$|worker-77|^team-3\./.test(queue) && !queue.endsWith('8');
      expect(step.value).toEqual({ queues: known.filter(one).sort(), unknown: [] });
      break;
    }
    expect(parts).toBeGreaterThan(20);
  });

  const DEAR = '/(?:[a-m].{0,40}){20}Z/';
  const long = known.map((name) => name.padEnd(60, '.'));

  test('that are dear by themselves are compared one name at a time', () => {
    let parts = 0;
    const work = compileSelector({ queues: [DEAR], exclude: [] }).select(long.slice(0, 50));
    while (!work.next().done) parts++;
    expect(parts).toBe(50);
  });

  test('end with an error when they have taken too long: of their own time, not of that of others', () => {
    let now = 0;
    const clock = () => (now += 10); // each part takes 10 ms of its own
    const work = compileSelector({ queues: [DEAR], exclude: [] }, undefined, clock).select(long);
    for (let part = 0; part < 70; part++) {
      expect(work.next().done).toBe(false);
      now += 5000;
    }
    expect(() => work.next()).toThrow('Matching the patterns against 2,000 names takes longer than 700 ms.');
  });

  test('are not compared again with the same list', () => {
    const selector = compileSelector({ queues: ['/9$/'], exclude: [] });
    const first = finish(selector.select(known));
    expect(finish(selector.select(known))).toBe(first);
    expect(finish(selector.select([...known, 'x9'])).queues).toContain('x9');
  });
});
