import { describe, expect, test } from 'vitest';
import { parseQuery } from './parse-query';
import { ContractError } from './problem';
import { DEFAULT_QUERY } from './query';

function problemsOf(input: unknown): readonly { field: string; expected: string; got?: string }[] {
  try {
    parseQuery(input);
  } catch (error) {
    if (error instanceof ContractError) return error.problems;
    throw error;
  }
  return [];
}

describe('what a query may leave out', () => {
  test.each<[string, unknown]>([
    ['everything', {}],
    ["Grafana's own fields", { refId: 'A', datasource: { uid: 'x' }, hide: false, key: 'Q-1', intervalMs: 1000, maxDataPoints: 1 }],
    ['null', Object.fromEntries(Object.keys(DEFAULT_QUERY).map((k) => [k, null]))],
    ['an empty queryType', { queryType: '' }],
    ['empty entries', { queues: ['', ''], exclude: [''] }],
    ['unknown fields', { colour: 'red', __proto__: { top: -1 } }],
  ])('%s', (_, input) => expect(parseQuery(input)).toEqual(DEFAULT_QUERY));

  test('a measure said twice counts once', () => {
    expect(parseQuery({ measures: ['status', 'waiting', 'status'] }).measures).toEqual(['status', 'waiting']);
  });

  test('names are taken as they are', () => {
    const queues = [' a ', 'a:b', 'a/b', '\u{1f600}', `it's "x"`, 'x'.repeat(300), 'a*b', '/x/', '[', '__proto__', '\x06\x16'];
    expect(parseQuery({ queues, exclude: queues })).toMatchObject({ queues, exclude: queues });
  });
});

describe('what is wrong is named, with what was expected', () => {
  test.each<[input: unknown, field: string, expected: RegExp]>([
    [undefined, 'the whole object', /query object/],
    [null, 'the whole object', /query object/],
    ['x', 'the whole object', /query object/],
    [[], 'the whole object', /query object/],
    [{ queryType: 'nope' }, 'queryType', /"now", "history"/],
    [{ queryType: 1 }, 'queryType', /"now", "history"/],
    [{ queues: 'celery' }, 'queues', /list/],
    [{ queues: {} }, 'queues', /list/],
    [{ queues: ['a', 1] }, 'queues[1]', /name/],
    [{ queues: [null] }, 'queues[0]', /name/],
    [{ queues: ['a', 'x'.repeat(1025)] }, 'queues[1]', /1024 characters/],
    [{ queues: ['x'.repeat(10_000)] }, 'queues[0]', /1024 characters/],
    [{ exclude: Array(1001).fill('a') }, 'exclude', /1000 entries/],
    [{ measures: [] }, 'measures', /at least one/],
    [{ measures: 'waiting' }, 'measures', /list of measures/],
    [{ measures: ['waiting', 'wating'] }, 'measures[1]', /"memory", "status"/],
    [{ measures: ['toString'] }, 'measures[0]', /"waiting"/],
    [{ by: 'worker' }, 'by', /"queue", "priority", "total"/],
    [{ statistic: 'p99' }, 'statistic', /"max"/],
    [{ top: -1 }, 'top', /^a whole number from 0 to 10000$/],
    [{ top: 1.5 }, 'top', /^a whole number from 0 to 10000$/],
    [{ top: 10_001 }, 'top', /^a whole number from 0 to 10000$/],
    [{ top: 1e300 }, 'top', /^a whole number from 0 to 10000$/],
    [{ top: '5' }, 'top', /^a whole number from 0 to 10000$/],
    [{ live: 'yes' }, 'live', /true or false/],
  ])('%j', (input, field, expected) => {
    const problems = problemsOf(input);
    expect(problems.map((p) => p.field)).toEqual([field]);
    expect(problems[0]?.expected).toMatch(expected);
    expect(problems[0]?.expected).not.toMatch(/invalid|received|too (big|small)/i); // zod's own words
    expect(problems[0]?.got?.length).toBeLessThanOrEqual(60);
  });

  test('everything that is wrong, not only the first thing', () => {
    expect(problemsOf({ top: -1, by: 'x', measures: ['y'], live: 1 }).map((p) => p.field)).toEqual(['measures[0]', 'by', 'top', 'live']);
  });
});
