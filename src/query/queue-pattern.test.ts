import { expect, test } from 'vitest';
import { compileMatcher } from '../../pkg-proxy/queues/patterns/match';
import { matchesPattern, patternProblem } from './queue-pattern';

const NAMES = ['celery', 'emails', 'emails.high', 'a*b', 'axb', '/slash/', 'report-7', 'two\nlines', 'é☃', '[x]'];

test.each(['celery', 'email*', '*', '?xb', 'a*b', '/slash/', '/^report-[0-9]+$/', '/mail/', 'two*lines', 'é?', '[x]', '.*'])(
  '%s matches what it matches in the backend',
  (pattern) => {
    const backend = compileMatcher([pattern], 'queues');
    expect(NAMES.filter((name) => matchesPattern(pattern, name))).toEqual(NAMES.filter(backend));
  },
);

test('a glob of many parts does not hold up the page', () => {
  const glob = `${'*a'.repeat(100)}*b`;
  expect(matchesPattern(glob, 'a'.repeat(5000))).toBe(false); // an engine that tries every way would not come back
  expect(matchesPattern(glob, `${'a'.repeat(5000)}b`)).toBe(true);
});

test('a broken regular expression matches nothing and is named', () => {
  expect(matchesPattern('/(/', 'celery')).toBe(false);
  expect(patternProblem(['celery', '/(/'])).toBe('/(/ is not a valid regular expression');
});

test.each(['/(?i)celery/', '/(?P<name>a)/', '/^$region-(/', '(', '/'])('%s is left to the backend to judge', (pattern) => {
  expect(patternProblem([pattern])).toBeUndefined();
});
