import { describe, expect, test } from 'vitest';
import { parseQuery } from './parse-query';
import { ContractError } from './problem';
import { defaultsOf, QUERY_TYPES } from './query';

const DEFAULT_QUERY = defaultsOf('history');

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

  test.each(QUERY_TYPES)('everything but that it is %s', (queryType) => {
    expect(parseQuery({ queryType })).toEqual(defaultsOf(queryType));
  });

  test('what its type does not read, right or wrong', () => {
    const wrong = { measures: 'none', by: 1, statistic: 'p99', answer: 'what', live: 'no' };
    expect(parseQuery({ ...wrong, queryType: 'tasks', top: 3 })).toEqual({
      queryType: 'tasks',
      queues: [],
      exclude: [],
      top: 3,
      filters: [],
    });
  });

  test('a measure said twice counts once', () => {
    expect(parseQuery({ measures: ['status', 'waiting', 'status'] })).toMatchObject({ measures: ['status', 'waiting'] });
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
    [{ queryType: 'toString' }, 'queryType', /"now", "history"/],
    [{ version: 2 }, 'version', /^a whole number from 0 to 1$/],
    [{ version: '1' }, 'version', /^a whole number from 0 to 1$/],
    [{ queryType: 'broker', answer: 'risks' }, 'answer', /"all", "status", .*"memory"/],
    [{ queryType: 'broker', measures: ['statuss'] }, 'answer', /"all", "status", .*"memory"/],
    [{ queryType: 'broker', measures: [] }, 'answer', /"all", "status", .*"memory"/],
    [{ queryType: 'runs', tasks: [1] }, 'tasks[0]', /^a task name/],
    [{ queryType: 'runs', exclude: 'x' }, 'exclude', /^a list of task names/],
    [{ queryType: 'runs', by: 'priority' }, 'by', /"task", "queue", "worker", "total", "exception"/],
    [{ queryType: 'runs', measures: ['waiting'] }, 'measures[0]', /"succeeded", .*"busy"/],
    [{ queryType: 'runs', statistic: 'min' }, 'statistic', /"avg", "p50", "p95", "p99", "max"/],
    [{ queryType: 'runs', format: 'logs' }, 'format', /"table", "timeseries"/],
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
    expect(problems[0]?.expected).not.toMatch(/invalid|, received|too (big|small)/i); // zod's own words
    expect(problems[0]?.got?.length).toBeLessThanOrEqual(60);
  });

  test('everything that is wrong, not only the first thing', () => {
    expect(problemsOf({ top: -1, by: 'x', measures: ['y'], live: 1 }).map((p) => p.field)).toEqual(['measures[0]', 'by', 'top', 'live']);
  });
});
