import { describe, expect, test } from 'vitest';
import { parseQuery } from '../../../src/contract/parse-query';
import { GROUPINGS } from '../../../src/contract/queries/fields';
import { STATISTICS } from '../../../src/contract/queries/history';
import { liveQuery } from '../testing/live-query';
import { Channels } from './channels';

/** What Grafana accepts: pkg/services/live, channel ids of at most 160 characters. */
const ALLOWED = /^[A-Za-z0-9_\-/=.]{1,160}$/;
const pathOf = (channel = '') => channel.split('/').slice(2).join('/');

const QUERIES = [
  {},
  { live: true },
  { queryType: 'events' },
  { queryType: 'runs' },
  { queryType: 'runs', format: 'timeseries', tasks: ['shop.*'], by: 'worker', measures: ['failed'], statistic: 'max', live: true },
  { queryType: 'events', queues: ['email*'], live: true },
  ...GROUPINGS.flatMap((by) => STATISTICS.map((statistic) => ({ by, statistic, live: true, top: 7 }))),
  { queues: ['celery', 'email*', '/^a\\/b$/'], exclude: ['x'], measures: ['status', 'waiting'] },
  { queues: ['\u{1f600}'] },
  { queues: ['\ud800'] }, // half of a character, as a cut-off text may end
  { queues: ['"\\\n\x00'] },
  { queues: ['x'.repeat(300)] },
  { queues: Array.from({ length: 1000 }, (_, i) => `queue-${i}`) },
];

test.each(QUERIES)('%j comes back as it went', (json) => {
  const channels = new Channels();
  const query = liveQuery(json);
  const name = channels.nameOf('a-uid-of-forty-characters-is-the-longest', query);
  expect(name).toMatch(ALLOWED);
  expect(name?.split('/').slice(0, 3)).toEqual(['ds', 'a-uid-of-forty-characters-is-the-longest', query.queryType]);
  expect(parseQuery(channels.queryOf(pathOf(name)))).toEqual(query);
});

test('the same query has the same channel in every process, another has another', () => {
  const names = QUERIES.map((json) => new Channels().nameOf('u', liveQuery(json)));
  expect(QUERIES.map((json) => new Channels().nameOf('u', liveQuery(json)))).toEqual(names);
  expect(new Set(names).size).toBe(QUERIES.length);
});

test('what is remembered has a limit of size, whatever the number', () => {
  const channels = new Channels();
  // As large as queries may be that are followed: 100 patterns of 1,024 characters, in and out.
  const large = (i: number) =>
    liveQuery({
      queues: Array.from({ length: 100 }, (_, n) => `${i}-${n}-`.padEnd(1024, 'x')),
      exclude: Array.from({ length: 100 }, (_, n) => `${i}-${n}-`.padEnd(1024, 'y')),
    });
  const names = Array.from({ length: 420 }, (_, i) => channels.nameOf('u', large(i)));
  const kept = names.filter((name) => channels.queryOf(pathOf(name)) !== undefined);
  expect(kept.length).toBeGreaterThan(20);
  expect(kept.length).toBeLessThan(50);
  expect(names.slice(-kept.length)).toEqual(kept); // the newest
});

test('a query that alone is too long has no channel, and takes nobody’s place', () => {
  const channels = new Channels();
  const kept = channels.nameOf('u', liveQuery({ queues: ['x'.repeat(300)] }));
  const patterns = Array.from({ length: 1000 }, (_, n) => `${n}-`.padEnd(1024, 'x'));
  expect(channels.nameOf('u', liveQuery({ queues: patterns, exclude: patterns }))).toBeUndefined();
  expect(channels.queryOf(pathOf(kept))).toBeDefined();
});

test('a channel of any length survives as long as it is asked for, the others make room', () => {
  const channels = new Channels();
  const long = (i: number) => liveQuery({ queues: [`${i}`.repeat(200)] });
  const kept = channels.nameOf('u', long(0));
  for (let i = 1; i <= 30_000; i++) {
    channels.nameOf('u', long(i));
    if (i % 500 === 0) channels.nameOf('u', long(0));
  }
  expect(channels.queryOf(pathOf(kept))).toBeDefined();
  expect(channels.queryOf(pathOf(new Channels().nameOf('u', long(1))))).toBeUndefined();
});

/** Names that a panel may still hold when the plugin is updated: the query without its defaults, in version 0. */
test.each([
  ['history/q.eyJsaXZlIjp0cnVlfQ', { live: true }],
  [
    `history/q.${Buffer.from('{"by":"total","statistic":"avg","live":true,"queues":["celery"]}').toString('base64url')}`,
    { queryType: 'history', by: 'total', statistic: 'avg', live: true, queues: ['celery'] },
  ],
  [`events/q.${Buffer.from('{"queryType":"events","by":"total","live":true}').toString('base64url')}`, { queryType: 'events', live: true }],
])('a channel of version 0.1 is found: %s', (path, json) => {
  expect(parseQuery(new Channels().queryOf(path))).toEqual(parseQuery(json));
});

describe('garbage is no channel', () => {
  const encoded = (text: string) => `history/q.${Buffer.from(text).toString('base64url')}`;
  test.each([
    '',
    'history',
    'history/',
    'events/',
    'history/q.',
    'history/q.!!',
    'history/h.unknown',
    'history/../../etc/passwd',
    '../history/q.e30',
    'history/q.e30/../x',
    'history/q.e30\n',
    'history/x.e30',
    'other/q.e30',
    'now/q.e30',
    '__proto__/q.e30',
    'HISTORY/q.e30',
    encoded('{'),
    encoded('{"a":'),
    `history/q.${'A'.repeat(100_000)}`,
  ])('%#', (path) => expect(new Channels().queryOf(path)).toBeUndefined());

  test.each(['null', '[]', '"x"', '1', '{"top":-1}', '{"queues":5}'])('JSON that is no query is left to the parser: %s', (json) => {
    expect(() => parseQuery(new Channels().queryOf(encoded(json)))).toThrow('expected');
  });
});
