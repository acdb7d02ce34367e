import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { celeryVersions } from '../../setup/python';
import { startRedis, type TestRedis } from '../../setup/redis';
import { waitFor } from '../../setup/wait-for';
import { Lab, type LabOptions } from './lab';
import { Watched } from './watched';

/** What a worker says it has, by queue. */
interface Told {
  readonly active: Record<string, number>;
  readonly reserved: Record<string, number>;
  readonly scheduled: Record<string, number>;
}

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis({ args: ['--databases', '64'] });
});
afterAll(() => redis.stop());

describe.each(celeryVersions())('what workers have taken, as $name tells it', (version) => {
  let db = version.name.includes('oldest') ? 0 : 32;

  /** A laboratory, and ourselves, on a database of their own. */
  function start(options: Partial<LabOptions> = {}): { lab: Lab; watched: Watched } {
    const lab = startLab(options);
    return { lab, watched: watch(lab) };
  }
  function startLab(options: Partial<LabOptions> = {}): Lab {
    const lab = new Lab({ version, broker: redis.url.replace(/\/0$/, `/${db++}`), ...options });
    onTestFinished(() => lab.stop());
    return lab;
  }
  function watch({ broker }: Lab, jsonData: object = {}): Watched {
    const watched = new Watched(broker, { queues: ['a', 'b'], ...jsonData });
    onTestFinished(() => watched.stop());
    return watched;
  }

  const tell = (lab: Lab) =>
    lab.run<Told>(`result = {what: counts(inspect(what, 'one@lab')) for what in ('active', 'reserved', 'scheduled')}`);

  /** When the worker holds so many. */
  async function told(lab: Lab, total: number): Promise<Told> {
    return waitFor(`the worker to hold ${total}`, 20_000, async () => {
      const said = await tell(lab);
      return (
        Object.values(said)
          .flatMap((by: Record<string, number>) => Object.values(by))
          .reduce((a, b) => a + b, 0) >= total && said
      );
    });
  }

  test('prefetched tasks are in flight, running ones are not', async () => {
    const { lab, watched } = start();
    await lab.run(`send(work, 20, args=[60], queue='a'); send(work, 4, args=[60], queue='b')`);
    await lab.worker('one@lab', ['a', 'b']);
    await told(lab, 10);
    const sample = await watched.next();
    const { active, reserved } = await tell(lab);
    const [waitingA = 0, waitingB = 0] = await lab.run<number[]>(`result = size('a', 'b')`);
    for (const queue of ['a', 'b']) {
      expect(Watched.read(sample, queue, 'inFlight')).toEqual([reserved[queue] ?? 0, 'exact']);
      expect(Watched.read(sample, queue, 'scheduled')).toEqual([0, 'exact']);
    }
    expect([Watched.waiting(sample, 'a'), Watched.waiting(sample, 'b')]).toEqual([waitingA, waitingB]);
    expect(Watched.read(sample, 'a', 'backlog')).toEqual([waitingA + (reserved['a'] ?? 0), 'exact']);
    expect((active['a'] ?? 0) + (active['b'] ?? 0)).toBe(2);
  });

  test('acks_late: running tasks are in flight too', async () => {
    const { lab, watched } = start();
    await lab.run(`send(late, 20, args=[60], queue='a')`);
    await lab.worker('one@lab', ['a']);
    await told(lab, 8);
    const sample = await watched.next();
    const { active, reserved } = await tell(lab);
    expect(active['a']).toBe(2);
    expect(Watched.read(sample, 'a', 'inFlight')).toEqual([2 + (reserved['a'] ?? 0), 'exact']);
    const unacked = await lab.run(`result = app.connection_for_read().default_channel.client.hlen('unacked')`);
    expect(watched.monitor.observed.deliveries?.total).toBe(unacked);
  });

  test('with a key prefix and steps of its own: as many as its hash holds', async () => {
    const transport = { global_keyprefix: 'app:', sep: ':', priority_steps: [0, 5, 9] };
    const lab = startLab({ conf: { broker_transport_options: transport } });
    const watched = watch(lab, { keyPrefix: 'app:', separator: ':', prioritySteps: transport.priority_steps });
    await lab.run(`send(late, 10, args=[60], queue='a', priority=5); send(late, 10, args=[60], queue='b', priority=9)`);
    await lab.worker('one@lab', ['a', 'b']);
    // Before kombu 5.2.4 a worker with a prefix answers nobody.
    const held = () =>
      lab.run<number>(
        `result = app.connection_for_read().default_channel.client.execute_command('EVAL', "return redis.call('HLEN', 'app:unacked')", 0)`,
      );
    await waitFor('the worker to hold eight', 20_000, async () => (await held()) === 8);
    const sample = await watched.next();
    expect(Watched.read(sample, 'a', 'inFlight')).toEqual([8, 'exact']); // the more urgent ones
    expect(Watched.read(sample, 'b', 'inFlight')).toEqual([0, 'exact']);
    expect(['a', 'b'].map((queue) => Watched.waiting(sample, queue))).toEqual(await lab.run(`result = size('a', 'b')`));
  });

  test('tasks for later are scheduled as soon as a worker has taken them, and do not age before their time', async () => {
    const { lab, watched } = start();
    await lab.run(`send(work, 300, queue='a', countdown=600); send(work, 5, queue='b', countdown=600)`);
    const before = await watched.next();
    expect(Watched.waiting(before, 'a')).toBe(300);
    expect(Watched.read(before, 'a', 'scheduled')).toEqual([0, 'exact']); // in the list nobody looks at all of them
    expect(Watched.read(before, 'a', 'oldestAge')[0]).toBe(0);
    await lab.worker('one@lab', ['a', 'b']);
    await told(lab, 305);
    const sample = await watched.next(1); // more than are read in one sample
    const { scheduled } = await tell(lab);
    expect(scheduled).toEqual({ a: 300, b: 5 });
    for (const queue of ['a', 'b']) {
      expect(Watched.read(sample, queue, 'scheduled')).toEqual([scheduled[queue], 'exact']);
      expect(Watched.read(sample, queue, 'inFlight')).toEqual([scheduled[queue], 'exact']);
      expect(Watched.waiting(sample, queue)).toBe(0);
    }
  });

  test('a retry waits for its time in flight', async () => {
    const { lab, watched } = start();
    await lab.run(`send(again, 6, args=[600], queue='a')`);
    await lab.worker('one@lab', ['a']);
    const { scheduled } = await waitFor('the retries', 20_000, async () => {
      const said = await tell(lab);
      return said.scheduled['a'] === 6 && said;
    });
    const sample = await watched.next();
    expect(Watched.read(sample, 'a', 'scheduled')).toEqual([scheduled['a'], 'exact']);
    expect(Watched.read(sample, 'a', 'inFlight')).toEqual([6, 'exact']);
  });

  test('a topic exchange: what is in flight is told by its bindings', async () => {
    const setup = `
topics = Exchange('topics', type='topic')
app.conf.task_queues = [Queue('a', topics, routing_key='report.#'), Queue('b', topics, routing_key='mail.*')]
`;
    const lab = startLab({ setup });
    await lab.worker('one@lab', ['a', 'b']); // declares the queues
    const watched = watch(lab);
    await lab.run(`
send(late, 3, args=[60], exchange=topics, declare=[topics], routing_key='report.daily.eu')
send(late, 2, args=[60], exchange=topics, declare=[topics], routing_key='mail.out')
`);
    const { active, reserved } = await told(lab, 5);
    expect([active, reserved].map((by) => Object.values(by).reduce((x, y) => x + y, 0))).toEqual([2, 3]);
    const sample = await watched.next();
    expect(Watched.read(sample, 'a', 'inFlight')).toEqual([3, 'exact']);
    expect(Watched.read(sample, 'b', 'inFlight')).toEqual([2, 'exact']);
  });
});
