import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { celeryVersions } from '../../setup/python';
import { startRedis, type TestRedis } from '../../setup/redis';
import { waitFor } from '../../setup/wait-for';
import { keepFigures } from './figures';
import { Lab, type LabOptions } from './lab';
import { Watched } from './watched';

/** The five lines of docs/exact-ages.md that make ages exact. */
const STAMP = `
@signals.before_task_publish.connect
def stamp(headers=None, **_):
    headers['enqueued_at'] = time.time()
`;
const TEN = { sep: ':', priority_steps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] };

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis({ args: ['--databases', '64'] });
});
afterAll(() => redis.stop());

describe.each(celeryVersions())('what waits, as $name tells it', (version) => {
  let db = version.name.includes('oldest') ? 0 : 32;

  function start(options: Partial<LabOptions>, jsonData: object = {}): { lab: Lab; watched: Watched } {
    const broker = redis.url.replace(/\/0$/, `/${db++}`);
    const lab = new Lab({ version, broker, ...options });
    const watched = new Watched(broker, { queues: ['a'], ...jsonData });
    onTestFinished(async () => {
      await Promise.all([lab.stop(), watched.stop()]);
    });
    return { lab, watched };
  }

  test.each([
    { name: 'the default steps', transport: {}, json: {}, lists: [6, 15, 24, 10] },
    {
      name: 'ten steps with a colon, and a key prefix',
      transport: { ...TEN, global_keyprefix: 'app:' },
      json: { separator: ':', prioritySteps: TEN.priority_steps, keyPrefix: 'app:' },
      lists: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    },
  ])('priorities with $name: length and age are of all lists', async ({ transport, json, lists }) => {
    const { lab, watched } = start({ conf: { broker_transport_options: transport }, setup: STAMP }, json);
    const sent = await lab.run<Span>(`
before = time.time()
send(work, queue='a', priority=9) # the least urgent first
result = [before, time.time()]
send(work, 9, queue='a', priority=9)
for priority in range(9):
    send(work, priority + 1, queue='a', priority=priority)
`);
    const sample = await watched.next();
    expect([Watched.waiting(sample, 'a')]).toEqual(await lab.run(`result = size('a')`));
    const q = sample.queues.indexOf('a');
    expect([...sample.steps.slice(q * lists.length, (q + 1) * lists.length)]).toEqual(lists);
    const [age, quality] = Watched.read(sample, 'a', 'oldestAge');
    expect(quality).toBe('exact');
    expect(errorOf(age, sample.at, sent)).toBeLessThan(0.1);
    expect(Watched.read(sample, 'a', 'memory')[0]).toBeGreaterThan(55 * 400);
  });

  /** How far the age is from the truth when it is told by what the message happens to hold. */
  test.each([
    { source: 'header', setup: STAMP, options: '', most: 0.1 },
    { source: 'expires', setup: '', options: ', expires=3600', most: 0.1 },
    { source: 'timestamp', setup: '', options: ', timestamp=int(time.time())', most: 1.1 },
    { source: 'pickle, by its header', setup: STAMP, options: ", serializer='pickle'", most: 0.1 },
  ])('the age by $source', async ({ source, setup, options, most }) => {
    const { lab, watched } = start({ setup });
    const sent = await lab.run<Span>(`
send(work, queue='a') # connects
app.connection_for_write().default_channel.client.delete('a')
before = time.time()
send(work, queue='a'${options})
result = [before, time.time()]
`);
    const sample = await watched.next(1);
    const [age, quality] = Watched.read(sample, 'a', 'oldestAge');
    keepFigures(`age by ${source}, ${version.name}`, { error: age - (sample.at / 1000 - sent[0]) });
    expect(quality).toBe('exact');
    expect(errorOf(age, sample.at, sent)).toBeLessThan(most);
  });

  test('protocol 1 says nothing of its age: a lower bound, never too much; in flight it is told apart by its queue', async () => {
    const { lab, watched } = start({ conf: { task_protocol: 1 } });
    await watched.next();
    const sentAt = await lab.run<number>(`result = time.time(); send(late, 4, args=[60], queue='a')`);
    const sample = await watched.next(1);
    const [age, quality] = Watched.read(sample, 'a', 'oldestAge');
    expect(quality).toBe('atLeast');
    expect(age).toBeLessThanOrEqual(sample.at / 1000 - sentAt);
    const firstSeen = watched.samples.find((earlier) => Watched.waiting(earlier, 'a') > 0)?.at ?? Number.NaN;
    expect(age).toBeCloseTo((sample.at - firstSeen) / 1000, 2);
    await lab.worker('one@lab', ['a']);
    await waitFor('the worker to take all', 10_000, async () => (await lab.run<number[]>(`result = size('a')`))[0] === 0);
    expect(Watched.read(await watched.next(), 'a', 'inFlight')).toEqual([4, 'exact']);
  });

  test('expired tasks wait and age until a worker throws them away', async () => {
    const { lab, watched } = start({});
    const sent = await lab.run<Span>(`
before = time.time()
send(work, queue='a', expires=1)
result = [before, time.time()]
send(work, 4, queue='a', expires=1)
time.sleep(2)
`);
    const sample = await watched.next();
    expect(Watched.waiting(sample, 'a')).toBe(5);
    expect(errorOf(Watched.read(sample, 'a', 'oldestAge')[0], sample.at, sent)).toBeLessThan(0.1);
    await lab.worker('one@lab', ['a']);
    await waitFor('the worker to take all', 10_000, async () => (await lab.run<number[]>(`result = size('a')`))[0] === 0);
    await waitFor('all to be acknowledged', 10_000, async () => Watched.read(await watched.next(), 'a', 'inFlight')[0] === 0);
    const after = await watched.next();
    expect([Watched.waiting(after, 'a'), ...Watched.read(after, 'a', 'inFlight')]).toEqual([0, 0, 'exact']);
    expect(Watched.read(after, 'a', 'oldestAge')).toEqual([0, 'exact']);
  });

  test.each(['rpc://', 'redis'])('chords and results by %s: nothing of their machinery is listed', async (backend) => {
    const { lab, watched } = start({ conf: { result_backend: backend === 'redis' ? `${redis.url.replace(/\/0$/, '')}/${db}` : backend } });
    await lab.worker('one@lab', ['a']);
    await lab.run(`
app.conf.task_default_queue = 'a'
results = [number.apply_async(args=[n], queue='a') for n in range(3)]
result = sum(r.get(timeout=20) for r in results)
left = number.apply_async(args=[7], queue='a') # nobody fetches what it gives
`);
    if (backend === 'redis') {
      const code = `result = chord([number.s(n).set(queue='a') for n in range(4)])(total.s().set(queue='a')).get(timeout=20)`;
      expect(await lab.run(code)).toBe(6);
    } else
      await waitFor('the result that nobody fetches', 10_000, () =>
        lab.run(`result = any(len(k) == 36 for k in app.connection_for_read().default_channel.client.keys())`),
      );
    const other = new Watched(lab.broker);
    onTestFinished(() => other.stop());
    const sample = await other.next();
    expect(sample.queues).toEqual(['a']);
    // A worker acknowledges what it has done a moment after the result is there.
    await waitFor('everything to be acknowledged', 10_000, async () => Watched.read(await other.next(), 'a', 'backlog')[0] === 0);
    expect((await watched.next()).failed.size).toBe(0);
  });
});

/** When a task was sent: not before the one, nor after the other. Epoch seconds. */
type Span = readonly [before: number, after: number];

/** Seconds by which the age of a task is wrong for certain: it may have been sent at any time of the span. @param at epoch milliseconds */
function errorOf(age: number, at: number, [before, after]: Span): number {
  const sentAt = at / 1000 - age;
  return Math.max(before - sentAt, sentAt - after, 0);
}
