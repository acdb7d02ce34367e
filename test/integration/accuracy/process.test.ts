import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { GoodSample } from '../../../pkg-proxy/queues/sample';
import type { Quality } from '../../../src/contract/measures';
import { median } from '../../bench/measure';
import { celeryVersions } from '../../setup/python';
import { startRedis, type TestRedis } from '../../setup/redis';
import { keepFigures } from './figures';
import { Lab } from './lab';
import { flowOf, oldestAgeOf, type Truth, truthOf } from './truth';
import { Watched } from './watched';

/** `stamped` carries the time of sending, `plain` does not; apart from that both have the same load. */
const QUEUES = ['stamped', 'plain'] as const;
const STAMP = `
@signals.before_task_publish.connect
def stamp(headers=None, routing_key=None, **_):
    if routing_key == 'stamped':
        headers['enqueued_at'] = time.time()
`;
/** Tasks there at first, then so many a second to each queue for so long; its worker's two threads take `WORK` seconds a task. */
const BACKLOG = 400;
const EVERY = 0.1;
const SECONDS = 90;
const WORK = 0.13;

const PRODUCE = `
sent = {'stamped': [], 'plain': []}
def one(queue, producer):
    id = work.apply_async(args=[${WORK}], queue=queue, producer=producer).id
    sent[queue].append((id, time.time()))
`;

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

test('a known coming and going: what is said of it, by its quality', { timeout: 200_000 }, async () => {
  const [, version] = celeryVersions();
  if (!version) throw new Error('no Celery');
  const folder = await mkdtemp(join(tmpdir(), 'backlog-process-'));
  const receipts = join(folder, 'receipts');
  const lab = new Lab({ version, broker: redis.url, setup: STAMP, receipts });
  const watched = new Watched(redis.url, { queues: QUEUES });
  onTestFinished(async () => {
    await Promise.all([lab.stop(), watched.stop()]);
    await rm(folder, { recursive: true });
  });
  await watched.next();
  await lab.run(`${PRODUCE}
with app.producer_pool.acquire(block=True) as producer:
    for _ in range(${BACKLOG}):
        for queue in sent: one(queue, producer)
`);
  await watched.next();
  // A worker a queue, named after it, as services are: that is how `processed` can be told apart by queue.
  for (const queue of QUEUES) await lab.worker(`${queue}@lab`, [queue]);
  await lab.run(`
began = time.time()
with app.producer_pool.acquire(block=True) as producer:
    while time.time() < began + ${SECONDS}:
        for queue in sent: one(queue, producer)
        time.sleep(max(0, began + len(sent['plain'][${BACKLOG}:]) * ${EVERY} - time.time()))
`);
  const sent = await lab.run<Record<string, [string, number][]>>('result = sent');
  const written = await readFile(receipts, 'utf8');
  const figures = Object.fromEntries(QUEUES.map((queue) => [queue, compare(queue, truthOf(sent[queue] ?? [], written), watched.samples)]));
  keepFigures('a known process', figures);

  for (const queue of QUEUES) {
    const { arrivals, departures, ages, drain } = figures[queue] ?? expect.fail();
    const exact = arrivals.exact ?? expect.fail('no exact interval');
    expect(exact.intervals).toBeGreaterThan(20);
    // The moment of a sample is known to some milliseconds, and so is that of a receipt: a task may fall to the other side.
    expect(Math.abs(exact.said - exact.truth) / exact.truth).toBeLessThan(0.03);
    const left = departures.exact ?? expect.fail();
    expect(Math.abs(left.said - left.truth) / left.truth).toBeLessThan(0.03);
    const bounded = arrivals.atLeast;
    if (bounded) expect(bounded.said).toBeLessThanOrEqual(bounded.truth * 1.03 + 2);
    for (const age of Object.values(ages)) expect(age.greatestOver).toBeLessThan(0.3);
    const off = drain.said.filter((forecast) => forecast.in > 10).map((forecast) => Math.abs(forecast.said / forecast.in - 1));
    expect(off.length).toBeGreaterThan(10);
    expect(median(off)).toBeLessThan(0.3);
  }
  expect(figures['stamped']?.ages.exact?.meanError).toBeLessThan(0.3);
  expect(Object.keys(figures['plain']?.ages ?? {})).toContain('atLeast');
});

interface Sum {
  intervals: number;
  /** Tasks. */
  truth: number;
  said: number;
}

/** Sums of truth and report, by quality; ages and forecasts beside what they were. */
function compare(queue: string, truth: Truth, samples: readonly GoodSample[]) {
  const rates = { arrivals: {} as Partial<Record<Quality, Sum>>, departures: {} as Partial<Record<Quality, Sum>> };
  const ages: Partial<Record<Quality, { samples: number; meanError: number; greatestUnder: number; greatestOver: number }>> = {};
  const forecasts: { readonly at: number; readonly said: number }[] = [];
  for (const [i, sample] of samples.entries()) {
    const before = samples[i - 1];
    if (!before || before.at / 1000 < (truth.tasks[BACKLOG]?.sentAt ?? 0)) continue; // from when on the load is the known one
    const from = before.at / 1000;
    const to = sample.at / 1000;
    const real = flowOf(truth, from, to);
    for (const measure of ['arrivals', 'departures'] as const) {
      const [value, quality] = Watched.read(sample, queue, measure);
      if (Number.isNaN(value)) continue;
      rates[measure][quality] ??= { intervals: 0, truth: 0, said: 0 };
      const sum = rates[measure][quality];
      sum.intervals++;
      sum.truth += real[measure];
      sum.said += value * (to - from);
    }
    const [age, quality] = Watched.read(sample, queue, 'oldestAge');
    if (!Number.isNaN(age) && Watched.waiting(sample, queue) > 0) {
      ages[quality] ??= { samples: 0, meanError: 0, greatestUnder: 0, greatestOver: 0 };
      const of = ages[quality];
      const error = age - oldestAgeOf(truth, to);
      of.meanError = (of.meanError * of.samples + Math.abs(error)) / (of.samples + 1);
      of.samples++;
      of.greatestOver = Math.max(of.greatestOver, error);
      of.greatestUnder = Math.max(of.greatestUnder, -error);
    }
    const [drain] = Watched.read(sample, queue, 'drainTime');
    if (drain > 0) forecasts.push({ at: to, said: drain });
  }
  const drained = (sample: GoodSample) => Watched.read(sample, queue, 'backlog')[0] <= 3; // it never holds none for long
  const peak = samples.findIndex((sample) => Watched.waiting(sample, queue) >= BACKLOG);
  const emptyAt = (samples.find((sample, i) => i > peak && drained(sample))?.at ?? Number.NaN) / 1000;
  const before = forecasts.filter(({ at }) => at < emptyAt);
  return {
    ...rates,
    ages,
    drain: { forecasts: forecasts.length, emptyAt, said: before.map(({ at, said }) => ({ in: emptyAt - at, said })) },
  };
}
