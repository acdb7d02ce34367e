import { describe, expect, test } from 'vitest';
import { Catalogue } from './catalogue';

const HOUR = 3600_000;
const names = (n: number, prefix = 'q') => Array.from({ length: n }, (_, i) => `${prefix}${i}`);
const sources = (catalogue: Catalogue) => Object.fromEntries([...catalogue.entries()].map((q) => [q.name, q.source]));

test('the longest-known come first, whatever is found later', () => {
  const catalogue = new Catalogue();
  catalogue.configure(['z'], true);
  catalogue.discovered(['m', 'z']);
  catalogue.discovered(['a', 'm']);
  expect(catalogue.names).toEqual(['z', 'm', 'a']);
});

test('the list of names stays the same object until they change', () => {
  const catalogue = new Catalogue();
  catalogue.configure(['z'], true);
  catalogue.discovered(['a']);
  const { names: before } = catalogue;
  catalogue.configure(['z'], true);
  catalogue.discovered(['a']);
  catalogue.pass(1000);
  expect(catalogue.names).toBe(before);
  catalogue.configure(['z', 'y'], true);
  expect(catalogue.names).toEqual(['z', 'a', 'y']);
});

test('a source is the strongest reason to know a queue', () => {
  const catalogue = new Catalogue();
  catalogue.configure(['a', 'b'], true);
  catalogue.discovered(['a', 'c', 'd']);
  expect(sources(catalogue)).toEqual({ a: 'configured', b: 'configured', c: 'discovered', d: 'discovered' });
  catalogue.configure(['b', 'c'], true);
  expect(sources(catalogue)).toEqual({ a: 'discovered', b: 'configured', c: 'configured', d: 'discovered' });
  catalogue.discovered(['a']);
  expect(sources(catalogue)).toEqual({ a: 'discovered', b: 'configured', c: 'configured', d: 'seen' });
});

describe('a queue is forgotten', () => {
  test('after a day that nobody declares it, unless tasks flow through it or it is configured', () => {
    const catalogue = new Catalogue();
    catalogue.configure(['configured'], true);
    catalogue.discovered(['idle', 'busy']);
    for (let hour = 0; hour <= 25; hour++) {
      catalogue.inUse('busy');
      catalogue.discovered([]);
      catalogue.pass(HOUR);
    }
    expect(catalogue.names).toEqual(['configured', 'busy']);
    expect(catalogue.has('idle')).toBe(false);
    catalogue.inUse('idle');
    expect(catalogue.has('idle')).toBe(false);
  });

  test('also when no discovery succeeds any more', () => {
    const catalogue = new Catalogue();
    catalogue.configure(['configured'], true);
    catalogue.discovered(['idle', 'busy']);
    for (let hour = 0; hour <= 25; hour++) {
      catalogue.inUse('busy');
      catalogue.pass(HOUR);
    }
    expect(catalogue.names).toEqual(['configured', 'busy']);
  });

  test('after an hour when 1,000 others went later, unless tasks flow through it', () => {
    const catalogue = new Catalogue();
    catalogue.discovered([...names(500, 'first'), 'busy']);
    catalogue.discovered(names(1000, 'second'));
    catalogue.discovered(['live']);
    for (let minute = 0; minute < 50; minute++) {
      catalogue.inUse('busy');
      catalogue.pass(60_000);
    }
    expect(catalogue.names.length).toBe(1502);
    for (let minute = 0; minute < 20; minute++) {
      catalogue.inUse('busy');
      catalogue.pass(60_000);
    }
    expect(new Set(catalogue.names)).toEqual(new Set(['busy', ...names(1000, 'second').slice(1), 'live']));
  });

  test('at once when the settings named it alone', () => {
    const catalogue = new Catalogue();
    catalogue.configure(['declared', 'mine', 'kept'], true);
    catalogue.discovered(['declared', 'other']);
    catalogue.inUse('mine');
    catalogue.configure(['kept'], true);
    expect(sources(catalogue)).toEqual({ declared: 'discovered', kept: 'configured', other: 'discovered' });
  });

  test('at once when the settings do not name it and want no discovery', () => {
    const catalogue = new Catalogue();
    catalogue.configure(['kept'], true);
    catalogue.discovered(['declared', 'was']);
    catalogue.discovered(['declared']);
    catalogue.configure(['kept'], false);
    expect(sources(catalogue)).toEqual({ kept: 'configured' });
  });
});

describe('ten thousand names at most', () => {
  test('the excess is counted, and the configured ones are always among them', () => {
    const catalogue = new Catalogue();
    catalogue.discovered(names(12_000));
    expect([catalogue.names.length, catalogue.leftOut]).toEqual([10_000, 2000]);
    catalogue.discovered(names(12_000));
    expect([catalogue.names.length, catalogue.leftOut]).toEqual([10_000, 2000]);
    catalogue.configure(['mine'], true);
    expect(catalogue.has('mine')).toBe(true);
  });

  test('what is no longer declared makes room, first what has been silent for longest', () => {
    const catalogue = new Catalogue();
    catalogue.configure(['mine'], true);
    catalogue.discovered([...names(9000, 'old'), 'busy']);
    catalogue.discovered(names(998, 'dead'));
    expect([catalogue.names.length, catalogue.leftOut]).toEqual([10_000, 0]);
    catalogue.inUse('busy');
    catalogue.discovered(names(300, 'live'));
    const known = new Set(catalogue.names);
    expect([known.size, catalogue.leftOut]).toEqual([10_000, 0]);
    for (const name of [...names(300, 'live'), ...names(998, 'dead'), 'busy', 'mine']) expect(known.has(name), name).toBe(true);
    expect(names(9000, 'old').filter((name) => known.has(name)).length).toBe(10_000 - 300 - 998 - 2);
  });

  test('five new names a second and 300 alive: each that is alive is known, for days', () => {
    const catalogue = new Catalogue();
    for (let minute = 0, born = 0; minute < 2 * 24 * 60; minute += 5) {
      born += 1500;
      const alive = Array.from({ length: 300 }, (_, i) => `job${born - i}`);
      catalogue.discovered(alive);
      catalogue.pass(5 * 60_000);
      if (minute % 60 !== 55) continue;
      expect([catalogue.names.length <= 10_000, catalogue.leftOut]).toEqual([true, 0]);
      expect(alive.every((name) => catalogue.has(name))).toBe(true);
    }
  });
});
