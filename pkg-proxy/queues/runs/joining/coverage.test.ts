import { describe, expect, test } from 'vitest';
import { englishOf } from '../../../../src/contract/messages/message';
import { Coverage, type CoverageState, coverageMessages } from './coverage';

interface Scene {
  /** Tasks that a worker begins in a second, and how many of them it tells. */
  readonly begins: (second: number) => number;
  readonly tells: (second: number, begun: number) => number;
  readonly seconds?: number;
  readonly heartbeat?: number;
  readonly restartAt?: number;
  /** Whether a heartbeat comes before what begins in its second. */
  readonly beatsFirst?: boolean;
}

/** Plays a worker with a heartbeat every 2 s, in steps of 0.1 s; events come a little after the task has begun. */
function play({
  begins,
  tells,
  seconds = 150,
  heartbeat = 2,
  restartAt = Number.POSITIVE_INFINITY,
  beatsFirst = false,
}: Scene): CoverageState[] {
  const coverage = new Coverage();
  const states: CoverageState[] = [];
  let processed = 0;
  let beat = { processed: Number.NaN, heardAt: Number.NEGATIVE_INFINITY };
  for (let s = 0; s < seconds; s++) {
    const begun = begins(s);
    if (s === restartAt) processed = 0;
    processed += begun;
    // The heartbeat may count what is told only after it.
    if (s % heartbeat === 0) beat = { processed: beatsFirst ? processed - begun : processed, heardAt: 1000 * s + 1 };
    for (let i = tells(s, begun); i > 0; i--) coverage.started('w@h');
    coverage.look([{ name: 'w@h', here: true, ...beat }], 0, 1000 * s + 2);
    states.push(coverage.list()[0]?.state ?? 'unknown');
  }
  return states;
}
const last = (states: readonly CoverageState[]) => states.at(-1);
const all = (_: number, begun: number) => begun;

describe('a worker', () => {
  test.each<[string, Scene, CoverageState]>([
    ['that tells all', { begins: () => 3, tells: all }, 'complete'],
    ['that tells all, in bursts', { begins: (s) => (s % 7 === 0 ? 100 : 0), tells: all }, 'complete'],
    ['that tells all, with rare heartbeats', { begins: (s) => (s % 7 === 0 ? 100 : 0), tells: all, heartbeat: 30 }, 'complete'],
    [
      'that tells all, right after a heartbeat',
      { begins: (s) => (s === 0 ? 50 : 1), tells: all, beatsFirst: true, seconds: 58 },
      'complete',
    ],
    ['that tells all and is slow', { begins: (s) => (s % 40 === 0 ? 1 : 0), tells: all }, 'complete'],
    ['that tells nothing', { begins: () => 3, tells: () => 0 }, 'silent'],
    ['that tells nothing and is slow', { begins: (s) => (s === 40 ? 1 : 0), tells: () => 0 }, 'silent'],
    ['that tells half', { begins: () => 4, tells: () => 2 }, 'partial'],
    ['of whose events one in ten is lost', { begins: () => 10, tells: () => 9 }, 'partial'],
    ['that does nothing', { begins: () => 0, tells: all }, 'unknown'],
    ['that is told to tell', { begins: () => 3, tells: (s, begun) => (s < 40 ? 0 : begun) }, 'complete'],
    ['that no longer tells', { begins: () => 3, tells: (s, begun) => (s < 40 ? begun : 0) }, 'silent'],
    ['of which one event was lost', { begins: () => 1, tells: (s) => (s === 100 ? 0 : 1) }, 'complete'],
    ['that is restarted', { begins: () => 3, tells: all, restartAt: 70 }, 'complete'],
  ])('%s', (_, scene, state) => {
    expect(last(play(scene))).toBe(state);
  });

  test.each([1, 2, 5])('that tells all is never taken for another, with a heartbeat every %d s', (heartbeat) => {
    const begins = (s: number) => (s * 7919) % 13;
    const states = play({ begins, tells: (s) => (s === 0 ? 0 : begins(s - 1)), heartbeat, seconds: 600 }); // a second late
    expect([...new Set(states)]).toEqual(['unknown', 'complete']);
  });

  test('that is silent is found within seconds', () => {
    expect(play({ begins: () => 3, tells: () => 0 }).indexOf('silent')).toBeLessThan(8);
  });

  test('is told of when it is gone or began anew', () => {
    const coverage = new Coverage();
    const seen = { name: 'w@h', here: true, processed: 9, heardAt: 1 };
    expect(coverage.look([seen], 0, 2)).toEqual([]);
    expect(coverage.look([{ ...seen, processed: 1, heardAt: 3 }], 0, 4)).toEqual(['w@h']);
    expect(coverage.look([{ ...seen, processed: 2, heardAt: 5 }], 0, 6)).toEqual([]);
    expect(coverage.look([{ ...seen, processed: 2, here: false }], 0, 8)).toEqual(['w@h']);
    expect(coverage.look([{ ...seen, processed: 2, here: false }], 0, 9)).toEqual([]);
    expect(coverage.list()).toEqual([]);
  });

  test('is not judged by what it did while nobody listened', () => {
    const coverage = new Coverage();
    const look = (s: number, processed: number, since: number | undefined) =>
      coverage.look([{ name: 'w@h', here: true, processed, heardAt: 1000 * s }], since, 1000 * s + 1);
    for (let s = 1; s < 20; s++) {
      coverage.started('w@h');
      look(s, s, 0);
    }
    coverage.interrupt();
    for (let s = 20; s < 40; s++) look(s, s, undefined);
    look(40, 30, 40_000 + 1); // a heartbeat from before
    for (let s = 41; s < 60; s++) {
      coverage.started('w@h');
      look(s, s, 40_001);
    }
    expect(coverage.list()).toEqual([{ worker: 'w@h', state: 'complete' }]);
    expect(coverage.lacks).toBe(false);
  });
});

test.each<[readonly CoverageState[], string | '']>([
  [[], ''],
  [['complete', 'unknown'], ''],
  [['silent', 'complete', 'silent', 'complete', 'unknown'], "2 of 5 workers don't send task events: start them with -E."],
  [['silent', 'complete'], "1 of 2 workers doesn't send task events: start it with -E."],
  [['partial', 'complete'], 'Some events of 1 of 2 workers are lost, so counts are too low.'],
])('%j: %s', (states, notice) => {
  const messages = coverageMessages(states.map((state, i) => ({ worker: `${i}`, state })));
  expect(messages.map(englishOf).join(' ')).toBe(notice);
});
