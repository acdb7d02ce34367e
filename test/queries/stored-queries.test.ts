import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { migrateQuery, QUERY_VERSION } from '../../src/contract/migrate-query';
import { parseQuery } from '../../src/contract/parse-query';
import { openQuery } from '../../src/query/open-query';
import { storedQueries } from './collect';

/** Queries as version 0.1 stored them, and what its parser made of them. Nobody's to change: such queries are in people's dashboards. */
const VERSION_0 = z
  .array(
    z.object({ query: z.record(z.string(), z.unknown()), answer: z.looseObject({ queryType: z.string(), measures: z.array(z.string()) }) }),
  )
  .parse(JSON.parse(readFileSync(new URL('version-0.json', import.meta.url), 'utf8')));

/** What version 0.1 read of each type of query. */
const READ: Readonly<Record<string, readonly string[]>> = {
  history: ['queryType', 'queues', 'exclude', 'measures', 'by', 'statistic', 'top', 'live'],
  now: ['queryType', 'queues', 'exclude', 'measures', 'by', 'top'],
  tasks: ['queryType', 'queues', 'exclude', 'top'],
  workers: ['queryType', 'queues', 'exclude'],
  broker: ['queryType'],
  events: ['queryType', 'queues', 'exclude', 'live'],
};

/** Fields that came later, with what makes an answer what it was before. */
const LATER: Readonly<Record<string, object>> = Object.fromEntries(
  ['history', 'now', 'tasks', 'workers', 'broker', 'events'].map((type) => [
    type,
    { filters: [], ...(type === 'history' && { usual: false, legend: '' }) },
  ]),
);

/** What the answer of version 0.1 is called today. */
function expected({ queryType, measures, ...rest }: (typeof VERSION_0)[number]['answer']): object {
  const read = Object.entries({ queryType, measures, ...rest }).filter(([name]) => READ[queryType]?.includes(name));
  const [only = '', ...more] = measures;
  const answer = more.length === 0 && ['status', 'memory'].includes(only) ? only : 'all';
  return { ...LATER[queryType], ...Object.fromEntries(read), ...(queryType === 'broker' && { answer }) };
}

describe('a query that version 0.1 stored asks what it asked', () => {
  test.each(VERSION_0)('$query', ({ query, answer }) => {
    expect(parseQuery(query)).toEqual(expected(answer));
    expect(parseQuery(migrateQuery(query))).toEqual(expected(answer));
  });

  test.each(VERSION_0)('and the editor shows it: $query', ({ query, answer }) => {
    const { queues, measures, ...shown } = { queues: [], measures: [], ...openQuery({ refId: 'A', ...query }) };
    const { queues: _, measures: __, ...asked } = { queues: [], measures: [], ...expected(answer) };
    // Empty entries and repetitions are the parser's to leave out.
    expect(shown).toEqual(asked);
    expect([queues, measures].every(Array.isArray)).toBe(true);
  });

  test('and is stored in the newest version, with what is Grafana’s, once and for all', () => {
    for (const { query } of VERSION_0) {
      const migrated = migrateQuery({ refId: 'A', hide: false, ...query });
      expect(migrated).toMatchObject({ refId: 'A', version: QUERY_VERSION });
      expect(migrateQuery(migrated)).toEqual(migrated);
    }
  });
});

describe('every query in dashboards, rules, documents, demo and workbench', () => {
  const found = storedQueries();
  /** The fields that Grafana itself keeps in a query, of a panel or of an alert rule. */
  const GRAFANAS = ['refId', 'datasource', 'intervalMs', 'maxDataPoints'];
  const key = (query: Readonly<Record<string, unknown>>) =>
    JSON.stringify(Object.fromEntries(Object.entries(query).filter(([name]) => !GRAFANAS.includes(name))));
  const known = new Map(VERSION_0.map(({ query, answer }) => [key(query), expected(answer)]));

  test('is found', () => {
    const places = new Set(found.map(({ where }) => where.split('/').slice(0, 2).join('/')));
    expect([...places].sort()).toEqual(
      expect.arrayContaining(['docs/broker.md', 'docs/events.md', 'provisioning/alerting', 'provisioning/dashboards', 'workbench/page']),
    );
    expect(found.length).toBeGreaterThan(100);
  });

  test.each(found)('is one that the backend takes: $where $query', ({ query }) => {
    const parsed = parseQuery(query);
    expect(parsed).toMatchObject({ queryType: query['queryType'] });
    expect(parseQuery(migrateQuery(query))).toEqual(parsed);
    if (known.has(key(query))) expect(parsed).toEqual(known.get(key(query)));
    // One that is new, or written anew, has no field that is of no use.
    else for (const name of Object.keys(JSON.parse(key(query)))) expect(['version', ...Object.keys(parsed)]).toContain(name);
  });
});
