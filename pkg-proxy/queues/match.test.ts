import { describe, expect, test } from 'vitest';
import { ContractError } from '../../src/contract/problem';
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
    '/(a+)+$/',
    '/(a*)*/',
    '/((a+)?b?)*$/',
    '/(x|(y+)){2,}/',
    '/(?:[a-z]+)+@/',
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
  ])('but not %s', (pattern) => {
    expect(() => compileMatcher([pattern], 'queues')).not.toThrow();
  });

  test('whatever is let through needs time linear in the name', () => {
    const name = `${'a'.repeat(20_000)}!`;
    for (const pattern of ['/^(a|a)*$/', '/^(a|aa)*$/', '/^a*a*a*a*a*a*a*a*a*a*b$/', `${'*a'.repeat(200)}*b`]) {
      expect(matches(pattern, name)).toBe(false); // a backtracking engine would not come back
    }
  });
});
