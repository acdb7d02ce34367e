import { describe, expect, test } from 'vitest';
import { MirrorRoster } from './roster';

const HOUR = 3_600_000;
const all = () => true;

describe('MirrorRoster', () => {
  test('queues that were known first keep their place, whatever the order of later samples', () => {
    const roster = new MirrorRoster(2, all);
    roster.see(['b', 'a'], 0);
    roster.see(['0', 'a', 'b'], 1);
    expect(['0', 'a', 'b'].filter((queue) => roster.has(queue))).toEqual(['a', 'b']);
    expect(roster.leftOut).toEqual({ count: 1, names: ['0'] });
  });

  test('names the first twenty that found no place and counts all', () => {
    const roster = new MirrorRoster(1, all);
    roster.see(
      Array.from({ length: 51 }, (_, i) => `q${i}`),
      0,
    );
    expect(roster.leftOut.count).toBe(50);
    expect(roster.leftOut.names).toHaveLength(20);
    expect(roster.leftOut.names[0]).toBe('q1');
  });

  test('tells a change once', () => {
    const roster = new MirrorRoster(1, all);
    roster.see(['a', 'b'], 0);
    expect(roster.news()).toEqual({ count: 1, names: ['b'] });
    roster.see(['a', 'b'], 1);
    expect(roster.news()).toBeUndefined();
    roster.see(['a', 'c'], 2);
    expect(roster.news()).toEqual({ count: 1, names: ['c'] });
    roster.see(['a'], 3);
    expect(roster.news()).toEqual({ count: 0, names: [] });
  });

  test('a queue keeps its place for an hour after it was last in a sample', () => {
    const roster = new MirrorRoster(1, all);
    roster.see(['a', 'b'], 0);
    roster.see(['b'], HOUR);
    expect(roster.has('a')).toBe(true);
    roster.see(['b'], HOUR + 1);
    expect([roster.has('a'), roster.has('b')]).toEqual([false, true]);
  });

  test('a dead queue keeps its place for an hour, and after that only as long as no other asks', () => {
    const dead = new Set<string>();
    const roster = new MirrorRoster(2, all, (queue) => dead.has(queue));
    roster.see(['a', 'b'], 0);
    dead.add('a').add('b');
    for (let minute = 1; minute <= 300; minute++) roster.see(['a', 'b'], minute * 60_000);
    expect(['a', 'b'].map((queue) => roster.has(queue))).toEqual([true, true]);
    for (let minute = 301; minute <= 361; minute++) roster.see(['a', 'b', 'new'], minute * 60_000);
    expect(['a', 'b', 'new'].map((queue) => roster.has(queue))).toEqual([true, false, true]);
    dead.delete('b');
    for (let minute = 362; minute <= 422; minute++) roster.see(['a', 'b', 'new'], minute * 60_000);
    expect(['a', 'b', 'new'].map((queue) => roster.has(queue))).toEqual([false, true, true]);
    expect(roster.leftOut.names).toEqual(['a']);
  });

  test('what is not selected takes no place and is not left out', () => {
    const roster = new MirrorRoster(1, (queue) => queue !== 'a');
    roster.see(['a', 'b'], 0);
    expect([roster.has('a'), roster.has('b'), roster.leftOut.count]).toEqual([false, true, 0]);
  });
});
