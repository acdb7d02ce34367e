import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { GoodSample, Sample } from '../../pkg-proxy/queues/sample';
import { deviationFrom, STEP_MS } from '../../pkg-proxy/queues/usual/band';
import { UnusualWatch } from '../../pkg-proxy/queues/usual/unusual';
import { Usual, type UsualSeries } from '../../pkg-proxy/queues/usual/usual';
import type { UsualChange } from '../../pkg-proxy/queues/usual-change';
import { randomOf } from '../setup/seeded-random';
import { DAY, HOUR, MINUTE, strictScene } from './archive-harness';
import { patient, record, sampleOf } from './cloudwatch-harness';

const WEEK = 7 * DAY;
const MONDAY = Date.UTC(2026, 10, 23);
const FROM = MONDAY - 4 * WEEK;

/** Noise that is like itself from one step to the next, as that of queues is, of standard deviation 1: one number a step, five weeks. */
function noise(seed: number): readonly number[] {
  const random = randomOf(seed);
  const steps: number[] = [0];
  for (let i = 1; i < (5 * WEEK) / STEP_MS; i++) {
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    steps.push(0.6 * (steps[i - 1] ?? 0) + 0.8 * normal);
  }
  return steps;
}

/** Tasks by day and night, and half as many at the week-end. */
function rhythm(at: number): number {
  const day = 1 - Math.cos((2 * Math.PI * (at % DAY)) / DAY);
  return (100 + 150 * day) * ((at - MONDAY + 100 * WEEK) % WEEK < 5 * DAY ? 1 : 0.5);
}

const NOISE = { orders: noise(1), mails: noise(2), bursts: noise(3) };
const stepOf = (at: number) => Math.floor((at - FROM) / STEP_MS);
/** What waits, by queue: all are seeded, so what is stored and what comes live are one world. */
const QUEUES: Readonly<Record<string, (at: number) => number>> = {
  orders: (at) => Math.round(rhythm(at) * (1 + 0.1 * (NOISE.orders[stepOf(at)] ?? 0))),
  mails: (at) => Math.round(rhythm(at + 5 * HOUR) * (0.3 + 0.02 * (NOISE.mails[stepOf(at)] ?? 0))),
  /** Empty, but for a heap now and then. */
  bursts: (at) => ((NOISE.bursts[stepOf(at)] ?? 0) > 1.6 ? 400 + 10 * (NOISE.bursts[stepOf(at)] ?? 0) : 0),
  idle: () => 0,
};
const of = (...queues: string[]): UsualSeries => ({ measure: 'waiting', queues });

const scene = strictScene();
let usual: Usual;
beforeEach(() => {
  vi.useFakeTimers({ now: MONDAY + HOUR, toFake: ['Date'] });
  usual = new Usual(scene.archive());
});
afterEach(() => {
  usual.close();
  vi.useRealTimers();
});

/** What a mirror has stored in four weeks, an average every five minutes. */
async function stored(queues: Readonly<Record<string, (at: number) => number>> = QUEUES): Promise<void> {
  for (let week = FROM; week < MONDAY; week += WEEK) {
    scene.now = week + WEEK;
    for (const [queue, value] of Object.entries(queues)) {
      const times = Array.from({ length: WEEK / STEP_MS }, (_, i) => week + i * STEP_MS).filter((at) => !Number.isNaN(value(at)));
      if (times.length > 0) await scene.put(times.map((at) => record(queue, at, [value(at)])));
    }
  }
  scene.now = MONDAY + HOUR;
}

function bandsOf(queue: string) {
  const known = usual.look(of(queue));
  if (known.state !== 'known') throw new Error(`${queue}: ${known.state}`);
  return known.bands;
}

/** The share of the fifth week that is inside the band. */
function covered(queue: string, value = QUEUES[queue] ?? (() => 0)): number {
  const bands = bandsOf(queue);
  const times = Array.from({ length: WEEK / STEP_MS }, (_, i) => MONDAY + i * STEP_MS);
  return times.filter((at) => deviationFrom(bands.at(at), value(at)) === 0).length / times.length;
}

test('the band holds four in five of the points of a week that it has not seen; each series is read once a day', async () => {
  await stored();
  await usual.ready([of('orders'), of('mails')], patient());
  for (const queue of ['orders', 'mails']) {
    expect(covered(queue)).toBeGreaterThan(0.75);
    expect(covered(queue)).toBeLessThan(0.85);
  }
  for (let i = 0; i < 20; i++) await usual.ready([of('orders'), of('mails')], patient());
  expect(scene.reads()).toHaveLength(1);
  expect(scene.reads()[0]?.input).toMatchObject({ MetricDataQueries: { length: 2 } });
});

test('many series cost one metric read each, since no request needs a second page', async () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`queue-${i}`, QUEUES['orders'] ?? (() => 0)]));
  await stored(many);
  const archive = scene.archive();
  const own = new Usual(archive);
  await own.ready(
    Object.keys(many).map((queue) => of(queue)),
    patient(),
  );
  expect(archive.counts().metricsRead).toBe(30);
  own.close();
});

describe('what spoils no band', () => {
  const third = (at: number) => at >= FROM + 2 * WEEK && at < FROM + 3 * WEEK;
  test.each([
    ['a week of holidays', () => 0],
    ['a week without a mirror', () => Number.NaN],
    ['a week of disaster', () => 20_000],
  ])('%s', async (_, instead) => {
    const orders = QUEUES['orders'] ?? (() => 0);
    await stored({ orders: (at) => (third(at) ? instead() : orders(at)) });
    await usual.ready([of('orders')], patient());
    // Three weeks of noise that is like itself are few; with the fourth the band would reach down to it and hold 90 %.
    expect(covered('orders', orders)).toBeGreaterThan(0.72);
    expect(covered('orders', orders)).toBeLessThan(0.85);
  });
});

describe('what is told of the fifth week', () => {
  let changes: UsualChange[];
  /** Follows the queues from one time to the other, a sample every twenty seconds. */
  async function follow(from: number, to: number, factor: (at: number) => number): Promise<void> {
    let listener: (sample: Sample) => void = () => {};
    const onSample = (added: typeof listener) => {
      listener = added;
      return () => {};
    };
    const watch = new UnusualWatch({ samples: { onSample }, usual, selects: () => true, tell: (news) => changes.push(...news) });
    watch.begin();
    await usual.ready(
      Object.keys(QUEUES).map((queue) => of(queue)),
      patient(),
    );
    for (let at = from; at < to; at += MINUTE / 3) listener(sample(at, factor(at)));
  }
  const sample = (at: number, factor: number): GoodSample =>
    sampleOf(at, Object.fromEntries(Object.entries(QUEUES).map(([queue, value]) => [queue, factor * value(at)])));
  beforeEach(async () => {
    changes = [];
    await stored();
  });

  test('nothing of a week like any other', async () => {
    await follow(MONDAY, MONDAY + WEEK, () => 1);
    expect(changes).toEqual([]);
  });

  test.each([0, 3, 10, 14, 61, 130])('a load that doubles, within ten minutes; and that it is over (hour %i)', async (hour) => {
    const doubles = MONDAY + hour * HOUR + 17 * MINUTE;
    const over = doubles + 3 * HOUR;
    await follow(doubles - HOUR, over + HOUR, (at) => (at >= doubles && at < over ? 2 : 1));
    const orders = changes.filter(({ queue }) => queue === 'orders');
    expect(orders.map(({ to }) => to)).toEqual(['longer', 'usual']);
    expect((orders[0]?.at ?? 0) - doubles).toBeGreaterThan(0);
    expect((orders[0]?.at ?? 0) - doubles).toBeLessThanOrEqual(10 * MINUTE);
    expect((orders[1]?.at ?? 0) - over).toBeGreaterThan(0);
    expect((orders[1]?.at ?? 0) - over).toBeLessThanOrEqual(10 * MINUTE);
    expect(changes.filter(({ queue }) => queue === 'idle')).toEqual([]);
  });

  test('a queue that nobody fills any more is shorter', async () => {
    const ends = MONDAY + 12 * HOUR;
    await follow(ends - HOUR, ends + HOUR, (at) => (at < ends ? 1 : 0));
    expect(changes).toMatchObject([
      { queue: 'orders', to: 'shorter', waiting: 0 },
      { queue: 'mails', to: 'shorter' },
    ]);
  });

  test('a heap of five minutes is not told of', async () => {
    const heaps = MONDAY + 12 * HOUR + 1 * MINUTE;
    await follow(heaps - HOUR, heaps + HOUR, (at) => (at >= heaps && at < heaps + 5 * MINUTE ? 3 : 1));
    expect(changes).toEqual([]);
  });
});
