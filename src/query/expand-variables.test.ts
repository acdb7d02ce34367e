import { describe, expect, test } from 'vitest';
import { compileMatcher } from '../../pkg-proxy/queues/patterns/match';
import { expandPatterns } from './expand-variables';
import { type FakeVariable, FORMATS, replaceWith } from './testing/fake-templates';

const expand = (patterns: string[], variables: Record<string, FakeVariable>) => expandPatterns(patterns, replaceWith(variables));

describe('expandPatterns', () => {
  test('a variable with several values gives as many entries', () => {
    expect(expand(['$queue', 'fixed'], { queue: ['celery', 'a,b', '{c}'] })).toEqual(['celery', 'a,b', '{c}', 'fixed']);
  });

  test('several variables give every combination, one variable said twice only its own', () => {
    expect(expand(['$a-$b'], { a: ['x', 'y'], b: ['1', '2'] })).toEqual(['x-1', 'x-2', 'y-1', 'y-2']);
    expect(expand(['$a-${a:csv}-[[a:pipe]]'], { a: ['x', 'y'] })).toEqual(['x-x-x', 'y-y-y']);
  });

  test('values are escaped inside a regular expression and nowhere else', () => {
    expect(expand(['/^$a$/'], { a: ['x.y', '(z)'] })).toEqual(['/^x\\.y$/', '/^\\(z\\)$/']);
    expect(expand(['$a'], { a: '/^x.y$/' })).toEqual(['/^x.y$/']);
    expect(expand(['$a'], { a: 'email*' })).toEqual(['email*']);
  });

  test('a glob stays one inside a regular expression', () => {
    expect(expand(['/^(high|$a)$/'], { a: ['email*', 'a?c.d'] })).toEqual(['/^(high|email.*)$/', '/^(high|a.c\\.d)$/']);
  });

  test('a value is text, whatever it holds', () => {
    expect(expand(['$a', '$b', '$c'], { a: 3, b: '$&$1', c: '$a' })).toEqual(['3', '$&$1', '$a']);
  });

  test('unknown variables stay, empty entries go, and repetitions', () => {
    const known = { empty: '', none: [], nothing: null };
    expect(expand(['$nobody', '${nobody:csv}', '[[nobody]]', '$empty', '$none', '$nothing', 'a', 'a'], known)).toEqual([
      '$nobody',
      '${nobody:csv}',
      '[[nobody]]',
      'a',
    ]);
  });

  test('a path into a variable', () => {
    expect(expand(['${__user.login}-x', '${__user.email:pipe}'], { __user: { fields: { login: 'me', email: 'me@h' } } })).toEqual([
      'me-x',
      'me@h',
    ]);
  });

  test('a point in time keeps its format', () => {
    const times = { __from: Date.UTC(2026, 0, 2), __to: String(Date.UTC(2026, 0, 3)) };
    expect(expand(['day-${__from:date}', 'day-${__to:date:iso}', '$__to'], times)).toEqual([
      'day-2026-01-02T00:00:00.000Z',
      'day-2026-01-03T00:00:00.000Z',
      times.__to,
    ]);
  });

  test('stops just past what a query may hold', () => {
    const many = Array.from({ length: 900 }, (_, i) => `q${i}`);
    expect(expand(['$a-$b', '$a'], { a: many, b: many })).toHaveLength(1001);
  });
});

/** Names with everything that a format or an expression treats as its own. */
const NAMES = [
  'celery',
  'emails.high',
  'a+b',
  '{x}',
  'a,b',
  'a|b',
  `it's`,
  'say "hi"',
  'back\\slash',
  'a b',
  'per%cent',
  '(z)',
  '[y]',
  'a&b',
  'x^$',
];
/** Each of them as a prefix would have it, and what must not be taken for it. */
const OTHERS = ['emailsXhigh', 'aab', 'x', 'a', 'b', 'z', 'y', 'other', ''];
const FORMS = [
  '$queue',
  '[[queue]]',
  '${queue}',
  ...Object.keys(FORMATS).map((id) => `\${queue:${id}}`),
  '[[queue:pipe]]',
  '${queue:date:YYYY}',
  '${queue:future}',
];

/** The queues that the backend finds for what comes out. */
const found = (pattern: string, value: FakeVariable, names: readonly string[]) =>
  names.filter(compileMatcher(expand([pattern], { queue: value }), 'queues'));

describe.each(FORMS)('%s', (form) => {
  const all = [...NAMES, ...OTHERS];

  test.each([
    ['one', 'emails.high'],
    ['one of many', ['emails.high']],
    ['several', ['celery', 'emails.high']],
    ['every special one', NAMES],
  ])('%s', (_, value) => {
    const chosen = [value].flat();
    expect(found(form, value, all)).toEqual(chosen);
    expect(found(`/^(${form})$/`, value, all)).toEqual(chosen);
    expect(found(`/^${form}$/`, value, all)).toEqual(chosen);
    const prefixed = all.map((name) => `eu-${name}-1`);
    const wanted = chosen.map((name) => `eu-${name}-1`);
    expect(found(`eu-${form}-1`, value, prefixed)).toEqual(wanted);
    expect(found(`*-${form}-?`, value, prefixed)).toEqual(wanted);
    expect(found(`/^[a-z]{2}-${form}-\\d$/`, value, prefixed)).toEqual(wanted);
  });

  test.each([
    ['*', () => true],
    ['.*', () => true],
    ['/./', (name: string) => name !== ''],
    ['a*', (name: string) => name.startsWith('a')],
    ['emails.high', (name: string) => name === 'emails.high'],
    ['(celery|other)', (name: string) => /^(celery|other)$/.test(name)],
  ])('all, written as %s', (written, fits) => {
    const value = { all: written };
    for (const pattern of [`/^(${form})$/`, `/^${form}$/`])
      expect(found(pattern, value, all)).toEqual(written === '/./' ? ['x', 'a', 'b', 'z', 'y'] : all.filter(fits));
    if (written.startsWith('(') || written === '.*') return; // as an entry of its own neither a name nor a glob that fits
    expect(found(form, value, all)).toEqual(all.filter(fits));
  });

  test('all queues by name', () => expect(found(`/^(${form})$/`, NAMES, all)).toEqual(NAMES));
});
