import { expect, test } from 'vitest';
import { answer } from '../../pkg-proxy/datasource/query';
import { Monitor } from '../../pkg-proxy/queues/monitor/monitor';
import { FakeAdapters } from '../../pkg-proxy/queues/testing/fake-adapters';
import { addToHistory } from '../../pkg-proxy/queues/testing/fill-history';
import { parseSettings } from '../../src/contract/parse-settings';
import { STATISTICS } from '../../src/contract/queries/history';
import { DAY, HOUR, MINUTE, strictScene } from './archive-harness';
import { patient, record } from './cloudwatch-harness';

const scene = strictScene();

/** A queue that grows and shrinks by the day, without a jump. */
const length = (at: number) => Math.round(1_000 + 500 * Math.sin((2 * Math.PI * at) / DAY));
/** Tasks by which it changes in a millisecond, at most. */
const STEEPEST = (500 * 2 * Math.PI) / DAY;

/** Writes a hundred days week by week, as CloudWatch takes nothing older: as sparsely as each age will be read. */
async function mirrored(now: number): Promise<void> {
  const gapAt = (at: number) => (now - at > 64 * DAY ? HOUR : now - at > 16 * DAY ? 5 * MINUTE : MINUTE);
  const begin = Math.floor(now / HOUR) * HOUR - 100 * DAY;
  for (let at = begin, week = begin; week < now; week += 7 * DAY) {
    const records = [];
    for (; at < Math.min(week + 7 * DAY, now); at += gapAt(at)) records.push(record('celery', at, [length(at)]));
    scene.now = Math.min(week + 7 * DAY, now);
    await scene.put(records);
  }
}

test('one line over every tier and memory: no gap, no point twice, no jump', { timeout: 60_000 }, async () => {
  const now = Math.floor(Date.now() / MINUTE) * MINUTE;
  await mirrored(now - 31 * MINUTE);
  scene.now = now;
  const world = Object.assign(new FakeAdapters({ celery: [length(now)] }), { archive: () => scene.archive() });
  const jsonData = { environment: 'production', queues: ['celery'], mirror: { enabled: true } };
  const settings = parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData, secureJsonData: {} });
  const monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} });
  try {
    // The process began half an hour ago, in the middle of the minute after the last one that is stored.
    for (let at = now - 30 * MINUTE - 25_000; at < now; at += 5_000) {
      const waiting = Float64Array.of(length(at));
      addToHistory(monitor, { ok: true, at, queues: ['celery'], waiting, steps: waiting, failed: new Map() });
    }
    for (const statistic of STATISTICS) {
      for (const [intervalMs, periods] of [
        [MINUTE, [HOUR, 5 * MINUTE, MINUTE]],
        [6 * HOUR, [6 * HOUR]],
      ] as const) {
        const request = { refId: 'A', queryType: '', maxDataPoints: 1e6, intervalMs, from: now - 90 * DAY, to: now, json: { statistic } };
        const [frame] = await answer(monitor, request, () => undefined);
        const [times = [], values = []] = (frame?.fields ?? []).map((field) => [...field.values].map(Number));
        const context = `${statistic} at ${intervalMs} ms`;
        expect(frame?.meta?.notices, context).toEqual([]);
        const steps = times.slice(1).map((time, i) => time - times[i]!);
        // Coarse to fine, each at once: any gap or point twice would be another step.
        expect(
          steps.filter((step, i) => step !== steps[i - 1]),
          context,
        ).toEqual(periods);
        expect(times[0], context).toBeLessThanOrEqual(now - 90 * DAY + HOUR);
        expect(times.at(-1), context).toBeGreaterThan(now - intervalMs - 1);
        const jumps = values.slice(1).flatMap((value, i) => {
          // Both are of somewhere within their periods.
          const most = STEEPEST * (times[i + 1]! - times[i]! + Math.max(steps[i]!, steps[i + 1] ?? 0)) + 1;
          return Math.abs(value - values[i]!) <= most ? [] : [`${new Date(times[i + 1]!).toISOString()}: ${values[i]} to ${value}`];
        });
        expect(jumps, context).toEqual([]);
      }
    }
  } finally {
    await monitor.close(patient());
  }
});
