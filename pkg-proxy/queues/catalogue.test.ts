import { expect, test } from 'vitest';
import { Catalogue } from './catalogue';

const HOUR = 3600_000;
const names = (n: number, prefix = 'q') => Array.from({ length: n }, (_, i) => `${prefix}${i}`);
const sources = (catalogue: Catalogue) => Object.fromEntries([...catalogue.entries()].map((q) => [q.name, q.source]));

test('the longest-known come first, whatever is found later', () => {
  const catalogue = new Catalogue();
  catalogue.configure(['z'], 0);
  catalogue.discovered(['m', 'z'], 0);
  catalogue.discovered(['a', 'm'], 1);
  expect(catalogue.names).toEqual(['z', 'm', 'a']);
});

test('a source is the strongest reason to know a queue', () => {
  const catalogue = new Catalogue();
  catalogue.configure(['a', 'b'], 0);
  catalogue.discovered(['a', 'c', 'd'], 0);
  expect(sources(catalogue)).toEqual({ a: 'configured', b: 'configured', c: 'discovered', d: 'discovered' });
  catalogue.configure(['b', 'c'], 1);
  expect(sources(catalogue)).toEqual({ a: 'seen', b: 'configured', c: 'configured', d: 'discovered' });
  catalogue.discovered(['a'], 2);
  expect(sources(catalogue)).toEqual({ a: 'discovered', b: 'configured', c: 'configured', d: 'seen' });
});

test('a queue that nobody declares is forgotten after a day, unless tasks flow through it or it is configured', () => {
  const catalogue = new Catalogue();
  catalogue.configure(['configured'], 0);
  catalogue.discovered(['idle', 'busy'], 0);
  for (let at = HOUR; at <= 25 * HOUR; at += HOUR) {
    catalogue.inUse('busy', at);
    catalogue.discovered([], at);
  }
  expect(catalogue.names).toEqual(['configured', 'busy']);
  expect(catalogue.has('idle')).toBe(false);
  catalogue.inUse('idle', 26 * HOUR);
  expect(catalogue.has('idle')).toBe(false);
});

test('ten thousand names at most, the excess counted, and the configured ones always among them', () => {
  const catalogue = new Catalogue();
  catalogue.discovered(names(12_000), 0);
  expect([catalogue.names.length, catalogue.leftOut]).toEqual([10_000, 2000]);
  catalogue.discovered(names(12_000), 1);
  expect([catalogue.names.length, catalogue.leftOut]).toEqual([10_000, 2000]);
  catalogue.configure(['mine'], 2);
  expect(catalogue.has('mine')).toBe(true);
});
