import { expect, test } from 'vitest';
import { parseQuery } from '../contract/parse-query';
import { defaultsOf, QUERY_TYPES } from '../contract/query';
import { defaultQuery } from './default-query';
import { openQuery } from './open-query';

test.each(QUERY_TYPES)('a stored %s query that says no more than its type keeps the defaults of its type', (queryType) => {
  const merged = { refId: 'A', ...defaultQuery(), ...{ queryType } };
  expect(openQuery(merged)).toEqual(defaultsOf(queryType));
  expect(parseQuery(merged)).toEqual(defaultsOf(queryType));
});

test.each(['unified-alerting', 'cloud-alerting'])('a new query in %s is one number a queue, now', (app) => {
  expect(parseQuery(defaultQuery(app))).toMatchObject({ queryType: 'now', measures: ['waiting'] });
});
