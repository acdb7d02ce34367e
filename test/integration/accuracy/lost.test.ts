import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { celeryVersions } from '../../setup/python';
import { startRedis, type TestRedis } from '../../setup/redis';
import { waitFor } from '../../setup/wait-for';
import { keepFigures } from './figures';
import { Lab } from './lab';
import { Watched } from './watched';

const TIMEOUT = 4;
const STAMP = `
@signals.before_task_publish.connect
def stamp(headers=None, **_):
    headers['enqueued_at'] = time.time()
`;

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

describe.each(celeryVersions().map((version, db) => ({ ...version, db })))('a worker of $name that dies', ({ db, ...version }) => {
  test('what it had is overdue, it is gone, and what comes back fools neither age nor rates', async () => {
    const broker = redis.url.replace(/\/0$/, `/${db}`);
    const lab = new Lab({ version, broker, setup: STAMP, conf: { broker_transport_options: { visibility_timeout: TIMEOUT } } });
    const watched = new Watched(broker, {
      queues: ['a'],
      visibilityTimeout: TIMEOUT,
      workerQueues: { 'one@lab': ['a'], 'two@lab': ['a'] },
    });
    onTestFinished(async () => {
      await Promise.all([lab.stop(), watched.stop()]);
    });
    const { observed, workers } = watched.monitor;
    const sentAt = await lab.run<number>(`
result = time.time()
send(late, 10, args=[600], queue='a')
time.sleep(1)
send(late, 20, args=[600], queue='a')
`);
    const one = await lab.worker('one@lab', ['a']);
    await waitFor('the worker to be heard', 20_000, () => workers.find('one@lab')?.state === 'online');
    // All that it prefetches: while it still takes tasks, it has more a moment later.
    const held = await waitFor('the worker to hold all that it takes', 20_000, async () => {
      const [active = 0, reserved = 0, prefetch] = await lab.run<number[]>(
        `result = [len(inspect(what, 'one@lab') or []) for what in ('active', 'reserved')] + [(inspect('stats', 'one@lab') or {}).get('prefetch_count')]`,
      );
      return active === 2 && active + reserved === prefetch && prefetch;
    });
    const before = await watched.next();
    expect(Watched.read(before, 'a', 'inFlight')).toEqual([held, 'exact']);
    expect(observed.deliveries).toMatchObject({ total: held });

    await one.kill();
    const killedAt = Date.now();
    await waitFor('all that it had to be overdue', 15_000, () => observed.deliveries?.overdue === held);
    const overdueAfter = (Date.now() - killedAt) / 1000;
    const lost = await watched.next();
    expect(Watched.read(lost, 'a', 'inFlight')).toEqual([held, 'exact']); // as long as nobody gives it back
    expect(lost.at - (observed.deliveries?.oldestAt ?? 0)).toBeGreaterThan(TIMEOUT * 1000);
    expect(Watched.waiting(lost, 'a')).toBe(30 - held);

    await waitFor('the worker to be gone', 25_000, () => workers.find('one@lab')?.state === 'gone');
    const goneAfter = (Date.now() - killedAt) / 1000;
    // Another one gives back what is overdue as soon as it starts, and takes as much.
    const seen = watched.samples.length;
    await lab.worker('two@lab', ['none']);
    const restored = await waitFor('the tasks to be given back', 15_000, () => watched.samples.find((s) => Watched.waiting(s, 'a') === 30));
    const [age, quality] = Watched.read(restored, 'a', 'oldestAge');
    const ageError = age - (restored.at / 1000 - sentAt);
    const moved = watched.samples.slice(seen).map((sample) => ({
      arrivals: Watched.read(sample, 'a', 'arrivals'),
      departures: Watched.read(sample, 'a', 'departures'),
    }));
    keepFigures(`a worker that dies, ${version.name}`, { held, overdueAfter, goneAfter, ageError, quality, moved });
    expect(Math.abs(ageError)).toBeLessThan(1.5); // the first ten are of one moment, the rest of a second later
    for (const { arrivals, departures } of moved) {
      expect(arrivals[0]).toBe(0);
      expect(departures[0]).toBe(0);
    }
    expect(moved.some(({ arrivals }) => arrivals[1] === 'estimate')).toBe(true); // where they came back
    expect(Watched.read(await watched.next(), 'a', 'inFlight')).toEqual([0, 'exact']);
    expect(observed.deliveries).toMatchObject({ total: 0, overdue: 0 });
  });

  test('a worker that is told to end gives back what it had', async () => {
    const broker = redis.url.replace(/\/0$/, `/${db + 8}`);
    const lab = new Lab({ version, broker });
    const watched = new Watched(broker, { queues: ['a'] });
    onTestFinished(async () => {
      await Promise.all([lab.stop(), watched.stop()]);
    });
    await lab.run(`send(work, 20, args=[2], queue='a')`);
    const one = await lab.worker('one@lab', ['a']);
    await waitFor('the worker to hold some', 20_000, async () => Watched.read(await watched.next(), 'a', 'inFlight')[0] > 0);
    await one.end();
    const sample = await watched.next();
    const [size = 0] = await lab.run<number[]>(`result = size('a')`);
    expect(Watched.waiting(sample, 'a')).toBe(size);
    expect(Watched.read(sample, 'a', 'inFlight')).toEqual([0, 'exact']);
    expect(Watched.read(sample, 'a', 'oldestAge')[1]).toBe('atLeast');
  });
});
