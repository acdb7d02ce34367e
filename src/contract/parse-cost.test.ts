import { describe, expect, test } from 'vitest';
import { parseCostQuery } from './parse-cost';
import { parseSettings } from './parse-settings';

const saved = parseSettings({
  uid: 'u',
  name: 'n',
  url: 'redis://h',
  user: '',
  jsonData: { mirror: { enabled: true, maxQueues: 7, measures: ['backlog'], maxDollarsPerMonth: 5, namespace: 'N' } },
  secureJsonData: {},
}).mirror;
const parse = (query: string) => parseCostQuery(new URLSearchParams(query), saved);

describe('parseCostQuery()', () => {
  test('without a question it is about the saved settings', () => expect(parse('')).toEqual(saved));

  test('what the question names stands in for what is saved', () => {
    expect(
      parse(
        'maxQueues=10&measures=waiting&measures=memory&measures=waiting&naming=perQueue&maxTasks=5&taskMeasures=runtime&taskMeasures=failed&maxDollarsPerMonth=0.5',
      ),
    ).toEqual({
      ...saved,
      maxQueues: 10,
      measures: ['waiting', 'memory'],
      naming: 'perQueue',
      maxTasks: 5,
      taskMeasures: ['runtime', 'failed'],
      maxDollarsPerMonth: 0.5,
    });
  });

  test('an empty parameter is an emptied field: the default', () => {
    expect(parse('maxQueues=&measures=&naming=&maxTasks=&taskMeasures=&maxDollarsPerMonth=')).toEqual({
      ...saved,
      maxQueues: 100,
      measures: ['waiting'],
      naming: 'dimensions',
      maxDollarsPerMonth: undefined,
    });
  });

  test('what it does not know it ignores', () => expect(parse('sampleSeconds=x&enabled=false&namespace=AWS/')).toEqual(saved));

  test.each([
    ['maxQueues=0', 'maxQueues: expected a whole number from 1 to 10000, got 0'],
    ['maxQueues=many', 'maxQueues: expected a whole number from 1 to 10000, got "many"'],
    ['maxQueues=1e3', 'maxQueues: expected a whole number from 1 to 10000, got "1e3"'],
    ['maxQueues=1&maxQueues=2', 'maxQueues: expected a whole number from 1 to 10000, got ["1","2"]'],
    ['maxDollarsPerMonth=-1', 'maxDollarsPerMonth: expected a number of US dollars, 0 or more, got -1'],
    ['naming=flat', 'naming: expected one of "dimensions", "perQueue", got "flat"'],
    ['maxTasks=0', 'maxTasks: expected a whole number from 1 to 1000, got 0'],
    ['taskMeasures=sent', /^taskMeasures\[0\]: expected one of "succeeded", .*, got "sent"$/],
    ['measures=waiting&measures=length', /^measures\[1\]: expected one of "waiting", .*, got "length"$/],
  ])('%s is told', (query, message) => expect(() => parse(query)).toThrow(message));
});
