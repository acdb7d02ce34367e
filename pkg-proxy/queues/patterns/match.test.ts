import { describe, expect, test } from 'vitest';
import { ContractError } from '../../../src/contract/problem';
import { compileMatcher, compilePattern } from './match';

const matches = (pattern: string, queue: string) => compileMatcher([pattern], 'queues')(queue);

describe('what matches', () => {
  test.each<[pattern: string, queue: string, does: boolean]>([
    ['celery', 'celery', true],
    ['celery', 'celery2', false],
    ['Celery', 'celery', false],
    ['email*', 'emails', true],
    ['email*', 'email', true],
    ['email*', 'my-email', false],
    ['*', 'anything at all: / "quoted" \u{1f600}', true],
    ['*', 'two\nlines\x06\x16', true],
    ['*', '', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['a?c', 'a\u{1f600}c', true],
    // Everything but * and ? means itself.
    ['a.c*', 'abc', false],
    ['[ab]*', '[ab]x', true],
    ['[ab]*', 'ax', false],
    ['a{1,2}*', 'a{1,2}', true],
    ['a|b*', 'b', false],
    ['^a$*', '^a$1', true],
    ['a\\*', 'a\\b', true],
    ['(?i)a*', 'A', false],
    // A queue is found by its own name, whatever that looks like.
    ['a*b', 'a*b', true],
    ['/x/', '/x/', true],
    ['/[/', '/[/', false],
    ['//', '//', true],
    ['/', '/', true],
    ['', '', true],
    // Regular expressions find a part of the name.
    ['/port/', 'report-1', true],
    ['/^report-[0-9]+$/', 'report-12', true],
    ['/^report-[0-9]+$/', 'report-12x', false],
    ['/(?i)EMAIL/', 'emails', true],
    ['/^a.c$/', 'a\u{1f600}c', true],
    ['/a/b/', 'a/b', true],
    ['/^(?P<env>prod|stage)-/', 'stage-x', true],
    // A literal name of 300 characters, and one with what RE2 calls special.
    ['x'.repeat(300), 'x'.repeat(300), true],
    ['a+b(c)', 'a+b(c)', true],
    ['a+b(c)', 'aab(c)', false],
  ])('%j and %j: %s', (pattern, queue, does) => {
    if (pattern === '/[/') expect(() => matches(pattern, queue)).toThrow(ContractError);
    else expect(matches(pattern, queue)).toBe(does);
  });

  test('no pattern matches nothing', () => {
    expect(compileMatcher([], 'queues')('celery')).toBe(false);
  });

  test.each<[string, boolean]>([
    ['celery', true],
    ['a*', false],
    ['a?', false],
    ['/a/', false],
    ['//', true],
    ['/a', true],
    ['[a]', true],
  ])('%j is a plain name: %s', (pattern, is) => expect(compilePattern(pattern, 'queues') === undefined).toBe(is));
});

describe('regular expressions that are refused', () => {
  test.each([
    '/(/',
    '/[z-a]/',
    '/(?!a)b/',
    '/(?<=a)b/',
    '/(a)\\1/',
    '/a**/',
    '/a{2,1}/',
    '/a{5000}/',
    `/((a{100}){100}){100}/`,
    `/${'('.repeat(5000)}${')'.repeat(5000)}/`,
    `/${'a'.repeat(10_000)}(b/`,
  ])('%#', (pattern) => {
    let error: unknown;
    try {
      compileMatcher(['celery', pattern], 'exclude');
    } catch (e) {
      error = e;
    }
    expect(error).toBeInstanceOf(ContractError);
    expect(String(error)).toMatch(/^ContractError: exclude\[1\]: expected a regular expression /);
    expect(String(error).length).toBeLessThan(400);
  });

  test.each([
    '/^report(-[0-9]+)?$/',
    '/^[0-9]{4}(-[0-9]{2}){2}$/',
    '/^(a|b)*$/',
    '/(a|a)*$/',
    '/[(a+)]+/',
    '/\\(a+\\)+/',
    '/[]()]+[^]()]+[[:alpha:])]+/',
    '/^(a+){1,3}$/',
    `/${'a?'.repeat(40)}/`,
    '/a+?b*?/',
    // Without end inside without end: dangerous elsewhere, not to RE2.
    '/(a+)+$/',
    '/(a*)*/',
    '/((a+)?b?)*$/',
    '/(x|(y+)){2,}/',
    '/(?:[a-z]+)+@/',
    '/^.{1,255}$/',
  ])('but not %s', (pattern) => {
    expect(() => compileMatcher([pattern], 'queues')).not.toThrow();
  });

  test('whatever is let through needs time linear in the name', () => {
    const name = `${'a'.repeat(20_000)}!`;
    for (const pattern of ['/^(a|a)*$/', '/^(a|aa)*$/', '/^(a+)+$/', '/^(a*)*$/', '/^a*a*a*a*a*a*a*a*a*a*b$/', `${'*a'.repeat(200)}*b`]) {
      expect(matches(pattern, name)).toBe(false); // a backtracking engine would not come back
    }
  });
});

describe('regular expressions that are too large when compiled', () => {
  const refused = (patterns: readonly string[]) => {
    expect(() => compileMatcher(patterns, 'queues')).toThrow(ContractError);
    try {
      compileMatcher(patterns, 'queues');
    } catch (error) {
      return String(error);
    }
    return '';
  };

  test('are refused with their size and the limit, before they are compiled', () => {
    expect(refused(['a', `/${'.{0,1000}'.repeat(100)}/`])).toBe(
      'ContractError: queues[1]: expected a regular expression of at most 4000 steps when repetitions such as {0,1000} are written out, got 200204 with "/.{0,1000}.{0,1000}.{0,1000}.{0,1000}.{0,1000}.{0,1000}.…',
    );
    // RE2 itself would take this one, and a second of time.
    expect(refused([`/(${'a'.repeat(400)}){1000}/`])).toContain('queues[0]: expected a regular expression of at most 4000 steps');
    expect(refused(['/[/', '/a{1000}b{1000}c{1000}/'])).toContain('queues[1]');
  });

  test('together are refused where the limit is passed', () => {
    const one = '/^.{0,450}$/';
    expect(() => compileMatcher([one, one, one, one], 'queues')).not.toThrow();
    expect(refused([one, one, one, one, one])).toContain('queues[4]: expected regular expressions of at most 4000 steps together');
  });

  test('are not to be many; names and globs may be', () => {
    const regexes = Array.from({ length: 51 }, (_, i) => `/^team-${i}-/`);
    expect(refused(regexes)).toBe('ContractError: queues: expected at most 50 regular expressions, got more');
    const many = [...regexes.slice(1), ...Array.from({ length: 500 }, (_, i) => [`queue-${i}`, `job-${i}-*`]).flat()];
    const matches = compileMatcher(many, 'queues');
    expect(['team-7-x', 'queue-499', 'job-3-x', 'team-0-x', 'job-500-x'].map(matches)).toEqual([true, true, true, false, false]);
  });

  test('a hundred names in one are not too large', () => {
    const names = Array.from({ length: 110 }, (_, i) => `queue${i}`).join('|');
    expect(matches(`/^(${names})$/`, 'queue99')).toBe(true);
  });
});
