import { describe, expect, test } from 'vitest';
import { tiersOf } from '../../pkg-proxy/cloudwatch/archive/tiers';
import type { ArchiveRequest, ArchiveSegment } from '../../pkg-proxy/queues/ports/archive';
import type { MinuteRecord } from '../../pkg-proxy/queues/ports/metric-store';
import { STATISTICS } from '../../src/contract/queries/history';
import { randomOf } from '../setup/seeded-random';
import { ask, DAY, HOUR, MINUTE, midnight, strictScene } from './archive-harness';
import { patient, record } from './cloudwatch-harness';

const scene = strictScene();

describe('any history, any window', () => {
  test.each([1, 2, 3])('read back is what was written, each point once (seed %d)', async (seed) => {
    const random = randomOf(seed);
    const pick = (n: number) => Math.floor(random() * n);
    const queues = ['celery', 'emails', 'unknown'];
    const span = 100 * DAY;
    const end = midnight + span;
    const records = historyOf(random, queues.slice(0, 2), midnight, end);
    for (let week = midnight; week < end; week += 7 * DAY) {
      scene.now = Math.min(week + 7 * DAY, end);
      await scene.put(records.filter(({ at }) => at >= week && at < scene.now));
    }
    const archive = scene.archive();
    for (let i = 0; i < 60; i++) {
      scene.now += pick(3) === 0 ? pick(2 * HOUR) : 0;
      const length = Math.exp(random() * Math.log(span / MINUTE)) * MINUTE;
      const edge = scene.now - [0, 15 * DAY, 63 * DAY, pick(span)][pick(4)]!;
      const from = Math.round(edge - random() * length);
      const interval = Math.max(MINUTE, length / (20 + pick(500)));
      const request = ask(from, Math.round(from + length), { queues, interval, statistic: STATISTICS[pick(4)]! });
      const segments = await archive.read(request, patient());
      expect(answerOf(segments, queues), JSON.stringify({ now: scene.now, request })).toEqual(truthOf(records, request, scene.now));
      const times = segments.flatMap((segment) => [...segment.times]);
      expect(times.every((time, i) => i === 0 || time > times[i - 1]!)).toBe(true);
      const asked = scene.reads().length;
      expect(await archive.read(request, patient())).toEqual(segments);
      expect(scene.reads()).toHaveLength(asked);
    }
    expect(archive.counts().requests).toBe(scene.reads().length);
  });

  test('as time goes on, with minutes that come late', async () => {
    const random = randomOf(7);
    const records = historyOf(random, ['celery'], midnight - 10 * HOUR, midnight + 10 * HOUR);
    const comes = new Map(records.map((r) => [r, r.at + (random() < 0.1 ? random() * 3 * HOUR : MINUTE + 3_000)]));
    const isPunctual = (r: MinuteRecord) => (comes.get(r) ?? 0) <= r.at + 2 * MINUTE;
    let waiting = records;
    const archive = scene.archive();
    for (scene.now = midnight; scene.now < midnight + 10 * HOUR; scene.now += Math.ceil(random() * 10 * MINUTE)) {
      const due = waiting.filter((r) => (comes.get(r) ?? 0) <= scene.now);
      waiting = waiting.filter((r) => (comes.get(r) ?? 0) > scene.now);
      if (due.length > 0) await scene.put(due);
      const request = ask(scene.now - 8 * HOUR, scene.now, { interval: random() < 0.5 ? MINUTE : 10 * MINUTE });
      const [segment] = await archive.read(request, patient());
      if (!segment) throw new Error('no segment');
      const known = records.filter((r) => (comes.get(r) ?? 0) <= scene.now);
      segment.times.forEach((time, i) => {
        const inside = known.filter(({ at }) => at >= time && at < time + segment.period);
        const value = segment.values[0]?.[i] ?? Number.NaN;
        // A late minute may take a quarter of an hour to be seen; what came in time is right as soon as its period is closed.
        if (!Number.isNaN(value)) expect(inside.flatMap(({ values }) => values)).toContain(value);
        if (inside.every(isPunctual) && time + segment.period < scene.now - 6 * MINUTE) {
          expect(value).toBe(inside.length === 0 ? Number.NaN : Math.max(...inside.flatMap(({ values }) => values)));
        }
      });
    }
    // Once all has come and a quarter of an hour has passed, everything is right.
    await scene.put(waiting);
    scene.now += 16 * MINUTE;
    for (const interval of [MINUTE, 10 * MINUTE]) {
      const request = ask(midnight - 5 * HOUR, scene.now, { interval });
      expect(answerOf(await archive.read(request, patient()), ['celery'])).toEqual(truthOf(records, request, scene.now));
    }
  });
});

/** Runs of minutes and gaps between them; some minutes were written by two mirrors. */
function historyOf(random: () => number, queues: readonly string[], from: number, to: number): MinuteRecord[] {
  const records: MinuteRecord[] = [];
  for (const queue of queues) {
    for (let at = from; at < to; ) {
      const run = Math.ceil(random() * 40);
      for (let i = 0; i < run && at < to; i++, at += MINUTE) {
        const values = Array.from({ length: 1 + Math.floor(random() * 4) }, () => Math.floor(random() ** 8 * 1_000));
        const distinct = [...new Set(values)];
        const counts = distinct.map(() => 1 + Math.floor(random() * 5));
        records.push(record(queue, at, distinct, counts));
        if (random() < 0.1) records.push(record(queue, at, distinct, counts));
      }
      at += Math.ceil(random() ** 3 * ((to - from) / MINUTE / 60)) * MINUTE;
    }
  }
  return records;
}

type Points = [time: number, period: number, values: (number | null)[]][];
const round = (value: number) => (Number.isNaN(value) ? null : Math.round(value * 1e6) / 1e6);

function answerOf(segments: readonly ArchiveSegment[], queues: readonly string[]): Points {
  return segments.flatMap(({ times, values, period }) =>
    [...times].map((time, i): Points[number] => [time, period, queues.map((_, q) => round(values[q]?.[i] ?? Number.NaN))]),
  );
}

/** The same, slowly: every record is looked at for every point. */
function truthOf(records: readonly MinuteRecord[], request: ArchiveRequest, now: number): Points {
  return tiersOf(request, now).flatMap(({ from, to, period, source }) => {
    const inside = records.filter(({ at }) => at >= from && at < to);
    return Array.from({ length: (to - from) / period }, (_, i): Points[number] => {
      const time = from + i * period;
      const of = (queue: string) => inside.filter((r) => r.queue === queue && r.at >= time && r.at < time + period);
      return [time, period, request.queues.map((queue) => round(statisticOf(of(queue), request.statistic, source)))];
    });
  });
}

function statisticOf(records: readonly MinuteRecord[], statistic: ArchiveRequest['statistic'], source: number): number {
  if (records.length === 0) return Number.NaN;
  if (statistic === 'max') return Math.max(...records.flatMap(({ values }) => values));
  if (statistic === 'min') return Math.min(...records.flatMap(({ values }) => values));
  const last = Math.floor(Math.max(...records.map(({ at }) => at)) / source);
  const counted = statistic === 'last' ? records.filter(({ at }) => Math.floor(at / source) === last) : records;
  const count = counted.flatMap(({ counts }) => counts).reduce((a, b) => a + b, 0);
  return counted.flatMap(({ values, counts }) => values.map((value, i) => value * counts[i]!)).reduce((a, b) => a + b, 0) / count;
}
