import { expect, test } from 'vitest';
import type { BrokerFacts } from '../ports/broker-facts';
import { fakeFacts } from '../testing/fake-facts';
import { risksOf } from './risks';

const NOW = Date.UTC(2026, 0, 5, 12);
const HOUR = 3600_000;
const CALM = { timeUntilFull: Number.NaN, evictedLately: 0 };
const said = (told: Partial<BrokerFacts>, trend: Partial<typeof CALM> = {}) =>
  risksOf(fakeFacts(told), { ...CALM, ...trend }, NOW).map(({ kind, severity, text }) => [kind, severity, text]);

test('a healthy server has none, and a server that tells nothing neither', () => {
  expect(said({})).toEqual([]);
  const nothing = Object.fromEntries(
    Object.entries(fakeFacts()).map(([name, value]) => [name, typeof value === 'number' ? Number.NaN : undefined]),
  );
  expect(said(nothing)).toEqual([]);
});

test.each<[Partial<BrokerFacts>, Partial<typeof CALM>, string, string, RegExp]>([
  [{ evictionPolicy: 'allkeys-lru', memoryLimit: 1e9 }, {}, 'eviction', 'warning', /queues can be evicted when memory is full/],
  [{ evictionPolicy: 'allkeys-random' }, {}, 'eviction', 'info', /as soon as a limit is set/],
  [{ evictionPolicy: 'volatile-lru', memoryLimit: 1e9 }, {}, 'eviction', 'info', /results and queues that expire/],
  [{ evictedKeys: 3 }, {}, 'eviction', 'warning', /3 keys evicted since the server started/],
  [{ evictedKeys: 3 }, { evictedLately: 1 }, 'eviction', 'critical', /1 key evicted in the last 15 min .* tasks may be lost/],
  [{ memoryUsed: 81, memoryLimit: 100 }, {}, 'memory', 'warning', /81 % full/],
  [{ memoryUsed: 96, memoryLimit: 100 }, {}, 'memory', 'critical', /96 % full/],
  [{ memoryLimit: 1e9 }, { timeUntilFull: 1200 }, 'memory', 'warning', /full in 20 min/],
  [{ fragmentation: 1.6, memoryUsed: 200e6 }, {}, 'fragmentation', 'warning', /1\.6 times/],
  [{ clients: 81, maxClients: 100 }, {}, 'clients', 'warning', /81 of at most 100/],
  [{ clients: 96, maxClients: 100 }, {}, 'clients', 'critical', /refused/],
  [{ role: 'replica', masterLinkUp: true }, {}, 'replication', 'info', /lag behind/],
  [{ role: 'replica', masterLinkUp: false, masterSilence: 40 }, {}, 'replication', 'critical', /for 40 s: all numbers are frozen/],
  [{ replicas: 2, replicasOnline: 1 }, {}, 'replication', 'warning', /1 of 2 replicas not in sync/],
  [{ snapshotOk: false }, {}, 'persistence', 'warning', /snapshot \(RDB\) failed/],
  [{ appendOnlyOk: false }, {}, 'persistence', 'warning', /append-only file failed/],
  [{ loading: true }, {}, 'persistence', 'warning', /loading its data/],
  [{ appendOnly: false, unsavedWrites: 1, snapshotAt: NOW - 3 * HOUR }, {}, 'persistence', 'info', /for 3 h/],
])('%j %j: %s %s', (told, trend, kind, severity, text) => {
  expect(said(told, trend)).toEqual([[kind, severity, expect.stringMatching(text)]]);
});

test.each<Partial<BrokerFacts>>([
  { memoryUsed: 80, memoryLimit: 100 },
  { memoryUsed: 1e12, memoryLimit: 0 },
  { fragmentation: 14, memoryUsed: 1e6 }, // a small server wastes much of little
  { clients: 80, maxClients: 100 },
  { replicas: 2, replicasOnline: 2 },
  { appendOnly: false, unsavedWrites: 0, snapshotAt: NOW - 3 * HOUR },
  { appendOnly: false, unsavedWrites: 9, snapshotAt: NOW - HOUR },
])('%j is none', (told) => expect(said(told)).toEqual([]));

test('the gravest comes first', () => {
  const risks = said({ role: 'replica', masterLinkUp: true, memoryUsed: 96, memoryLimit: 100, evictedKeys: 1 });
  expect(risks.map(([, severity]) => severity)).toEqual(['critical', 'warning', 'info']);
});
