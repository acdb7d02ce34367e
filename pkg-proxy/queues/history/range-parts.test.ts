import { expect, test } from 'vitest';
import { STATISTICS } from '../../../src/contract/queries/history';
import { randomOf } from '../../../test/setup/seeded-random';
import { finish, type Work } from '../../lifetime/work';
import type { GoodSample } from '../sample';
import type { SeriesOf } from '../series';
import { History } from './history';
import { peak, Reading } from './range';

const START = Date.UTC(2026, 0, 5);
const STEPS = 2;
const QUEUES = Array.from({ length: 300 }, (_, i) => `q${i}`);

/** Lengths of all queues, some of which use priorities after a while. */
function sample(at: number, random: () => number, queues = QUEUES): GoodSample {
  const steps = new Float64Array(queues.length * STEPS);
  for (let q = 0; q < queues.length; q++) {
    steps[q * STEPS] = Math.floor(random() * 100);
    if (q % 7 === 0 && at > START + 1800_000) steps[q * STEPS + 1] = Math.floor(random() * 3);
  }
  const waiting = Float64Array.from(queues, (_, q) => steps[q * STEPS]! + steps[q * STEPS + 1]!);
  return { ok: true, at, queues, waiting, steps, failed: new Map() };
}

function historyOf(seed: number): History {
  const random = randomOf(seed);
  const history = new History(STEPS);
  for (let at = START; at < START + 7200_000; at += 10_000) {
    if (at % 600_000 < 120_000 && at > START + 3600_000) continue; // nobody sampled
    history.add(sample(at, random));
  }
  return history;
}

const SERIES: readonly SeriesOf[] = [
  ...QUEUES.map((queue) => ({ queues: [queue] })),
  ...QUEUES.flatMap((queue) => [0, 1].map((step) => ({ queues: [queue], step }))),
  { queues: QUEUES },
];

/** Does the work, and between two parts what else there is. */
function interrupted<T>(work: Work<T>, meanwhile: () => void): { readonly value: T; readonly parts: number } {
  for (let parts = 1; ; parts++) {
    const { done, value } = work.next();
    if (done) return { value, parts };
    meanwhile();
  }
}

test.each(STATISTICS)('%s: what is read in parts is one state, whatever is sampled meanwhile', (statistic) => {
  for (const interval of [10_000, 60_000, 300_000]) {
    const range = { from: START + 1000, to: START + 9000_000, interval, sampling: 10_000, statistic };
    const whole = new Reading(historyOf(1), range);
    const history = historyOf(1);
    const reading = new Reading(history, range);
    const random = randomOf(2);
    let at = START + 7200_000;
    const { value, parts } = interrupted(reading.values(SERIES), () => {
      at += 5000;
      history.add(sample(at, random, [...QUEUES, `new${at}`]));
    });
    expect(parts).toBeGreaterThan(5);
    expect(reading.times).toEqual(whole.times);
    expect(value).toEqual(finish(whole.values(SERIES)));

    const ranked = interrupted(reading.peaks(SERIES, 'waiting'), () => {
      at += 5000;
      history.add(sample(at, random));
    });
    expect(ranked.parts).toBeGreaterThan(2);
    expect([...ranked.value]).toEqual(value.map(peak));
  }
});

test('what is not known ranks last', () => {
  const range = { from: START, to: START + 9000_000, interval: 10_000, sampling: 10_000, statistic: 'max' } as const;
  const reading = new Reading(historyOf(1), range);
  expect([...finish(reading.peaks([{ queues: ['never'] }, { queues: [] }], 'waiting'))]).toEqual([-1, -1]);
  expect([...finish(reading.peaks([{ queues: ['q1'] }], 'oldestAge'))]).toEqual([-1]);
});

test('samples that are closer than they are now are folded, not drawn as they are', () => {
  const range = { from: START + 3600_000, to: START + 7200_000, interval: 60_000, sampling: 60_000, statistic: 'max' } as const;
  const history = new History(STEPS);
  const random = randomOf(3);
  for (let at = START + 3600_000; at < START + 7200_000; at += 1000) history.add(sample(at, random, ['a']));
  const reading = new Reading(history, range);
  expect(reading.times).toHaveLength(60);
  expect(reading.interval).toBe(60_000);
});
