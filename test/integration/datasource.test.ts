import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Backend, column, type TestDatasource } from '../setup/backend';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';

const SEP = '\x06\x16';

let redis: TestRedis;
let admin: Redis;
let backend: Backend;
let count = 0;

/** A datasource of the test's own: nothing remembered of another. */
function datasource(jsonData: Record<string, unknown> = {}, more: Partial<TestDatasource> = {}): TestDatasource {
  return { uid: `ds${count++}`, url: redis.url, jsonData: { environment: 'test', sampleSeconds: 1, ...jsonData }, ...more };
}
const declare = (queue: string) => admin.sadd(`_kombu.binding.${queue}`, `${queue}${SEP}${SEP}${queue}`);
const fill = (key: string, n: number) => admin.lpush(key, ...Array(n).fill('x'));

beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
  backend = await Backend.start();
});
beforeEach(() => admin.flushall());
afterAll(async () => {
  admin.disconnect();
  await Promise.all([backend.stop(), redis.stop()]);
});

describe('now', () => {
  test('the very first query has every declared queue', async () => {
    await declare('celery');
    await declare('emails');
    await fill('celery', 3);
    await fill(`celery${SEP}9`, 2);
    const [answer] = await backend.query(datasource({ queues: ['always'] }), [{ queryType: 'now' }]);
    const [frame] = answer?.frames ?? [];
    expect(frame?.schema.meta?.type).toBe('numeric-long');
    expect(frame?.schema.fields.map((f) => f.name)).toEqual(['broker', 'queue', 'waiting']);
    expect(frame?.data.values).toEqual([
      ['test', 'test', 'test'],
      ['always', 'celery', 'emails'],
      [0, 5, 0],
    ]);
  });

  test('with several measures a table with status and quality', async () => {
    for (const [queue, n] of [
      ['a', 1],
      ['b', 11],
      ['c', 101],
      ['d', 6],
    ] as const) {
      await declare(queue);
      await fill(queue, n);
    }
    await admin.set('wrong', 'type');
    const ds = datasource({ queues: ['wrong'], thresholds: { warning: 10, critical: 100, queues: { d: { critical: 5 } } } });
    const [answer] = await backend.query(ds, [{ queryType: 'now', measures: ['waiting', 'status'] }]);
    const frame = answer?.frames[0];
    expect(column(frame, 'queue')).toEqual(['a', 'b', 'c', 'd', 'wrong']);
    expect(column(frame, 'waiting')).toEqual([1, 11, 101, 6, null]);
    expect(column(frame, 'status')).toEqual(['ok', 'warning', 'critical', 'critical', 'unknown']);
    expect(column(frame, 'quality')).toEqual(['exact', 'exact', 'exact', 'exact', 'unknown']);
    expect(frame?.schema.meta?.notices?.[0]?.text).toContain('wrong');
  });

  test('a total has the status of its worst queue, a priority that of its queue', async () => {
    for (const [queue, n] of [
      ['a', 1],
      ['b', 3],
    ] as const) {
      await declare(queue);
      await fill(queue, n);
    }
    const ds = datasource({ thresholds: { critical: 2 } });
    const ask = (by: string) =>
      backend.query(ds, [
        { queryType: 'now', by, measures: ['status'] },
        { by, measures: ['status'] },
      ]);
    const [total, history] = await ask('total');
    expect(column(total?.frames[0], 'status')).toEqual(['critical']);
    expect(history?.frames[0]?.data.values[1]?.at(-1)).toBe(2);
    expect(column((await ask('priority'))[0]?.frames[0], 'status')).toEqual([...Array(4).fill('ok'), ...Array(4).fill('critical')]);
  });

  test('by priority and in total, and the largest alone', async () => {
    await declare('celery');
    await declare('emails');
    await fill('celery', 1);
    await fill(`celery${SEP}6`, 3);
    await fill('emails', 2);
    const [priority, total, top] = await backend.query(datasource(), [
      { queryType: 'now', by: 'priority', queues: ['celery'] },
      { queryType: 'now', by: 'total' },
      { queryType: 'now', top: 1 },
    ]);
    expect(column(priority?.frames[0], 'priority')).toEqual(['0', '3', '6', '9']);
    expect(column(priority?.frames[0], 'waiting')).toEqual([1, 0, 3, 0]);
    expect(total?.frames[0]?.data.values).toEqual([['test'], [6]]);
    expect(column(top?.frames[0], 'queue')).toEqual(['celery']);
  });

  test.each(['with space', 'a:b', 'a/b/c', '🎉 "quoted" \'x\'', 'x'.repeat(300), '/not a regex', 'star*', '{brace}'])(
    'a queue named %s',
    async (queue) => {
      await declare(queue);
      await fill(queue, 2);
      const ds = datasource();
      const [now, history] = await backend.query(ds, [{ queryType: 'now', queues: [queue] }, { queues: [queue] }]);
      expect(column(now?.frames[0], 'queue')).toEqual([queue]);
      expect(column(now?.frames[0], 'waiting')).toEqual([2]);
      expect(history?.frames[0]?.schema.fields[1]?.labels).toEqual({ broker: 'test', queue });
    },
  );

  test('internals are never queues', async () => {
    const uuid = (i: number) => `2ca33298-7d70-3b8e-9d0c-${String(i).padStart(12, '0')}`;
    const pipeline = admin.pipeline();
    for (let i = 0; i < 5000; i++) {
      pipeline.lpush(`${uuid(i)}.reply.celery.pidbox`, 'x');
      pipeline.sadd('_kombu.binding.reply.celery.pidbox', `${uuid(i)}${SEP}${SEP}${uuid(i)}.reply.celery.pidbox`);
      pipeline.sadd('_kombu.binding.celeryev', `worker.#${SEP}${SEP}celeryev.${uuid(i)}`);
    }
    await pipeline.exec();
    await declare('celery');
    const [answer] = await backend.query(datasource(), [{ queryType: 'now' }]);
    expect(column(answer?.frames[0], 'queue')).toEqual(['celery']);
  });
});

describe('history', () => {
  test('a wide frame with a time that is never null, one labelled series a queue', async () => {
    await declare('celery');
    await fill('celery', 4);
    const ds = datasource();
    const frame = await waitFor('three samples', 20_000, async () => {
      const [answer] = await backend.query(ds, [{}]);
      const [f] = answer?.frames ?? [];
      return f && (f.data.values[0]?.length ?? 0) >= 3 ? f : undefined;
    });
    expect(frame.schema.meta?.type).toBe('timeseries-wide');
    expect(frame.schema.fields[0]).toMatchObject({ type: 'time', typeInfo: { frame: 'time.Time' } });
    expect(frame.schema.fields[0]?.typeInfo.nullable).toBeFalsy();
    expect(frame.schema.fields[1]).toMatchObject({ name: 'waiting', labels: { broker: 'test', queue: 'celery' } });
    expect(new Set(frame.data.values[1])).toEqual(new Set([4]));
    const [bounded] = await backend.query({ ...ds, jsonData: { ...ds.jsonData, thresholds: { warning: 2 } } }, [{}]);
    expect(bounded?.frames[0]?.schema.fields[1]?.config?.thresholds).toEqual({ mode: 'absolute', steps: [{ value: 2, color: 'orange' }] });
  });

  test('goes on over a change of settings that leaves the broker the same', async () => {
    await declare('celery');
    const ds = datasource();
    const length = async (d: TestDatasource) => (await backend.query(d, [{}]))[0]?.frames[0]?.data.values[0]?.length ?? 0;
    await waitFor('three samples', 20_000, async () => (await length(ds)) >= 3);
    const changed = { ...ds, jsonData: { ...ds.jsonData, thresholds: { critical: 1 }, queues: ['new'] } };
    expect(await length(changed)).toBeGreaterThanOrEqual(3);
    const wrong = { ...ds, jsonData: { ...ds.jsonData, sampleSeconds: 0 } };
    expect((await backend.query(wrong, [{}]))[0]?.status).toBe(400);
    expect(await length(changed)).toBeGreaterThanOrEqual(3);
    const elsewhere = { ...ds, url: redis.url.replace('/0', '/1') };
    expect(await length(elsewhere)).toBeLessThan(3);
  });
});

describe('what is asked wrongly', () => {
  test('an unknown queue is no row and a notice, a configured one is 0', async () => {
    const ds = datasource({ queues: ['mine'] });
    const [unknown, configured] = await backend.query(ds, [
      { queryType: 'now', queues: ['nobody', 'no*'] },
      { queryType: 'now', queues: ['mine'] },
    ]);
    expect(unknown?.status).toBe(200);
    expect(column(unknown?.frames[0], 'queue')).toEqual([]);
    expect(unknown?.frames[0]?.schema.meta?.notices?.[0]?.text).toMatch(/"nobody", "no\*"/);
    expect(configured?.frames[0]?.data.values).toEqual([['test'], ['mine'], [0]]);
  });

  test('each query fails alone and names the field', async () => {
    await declare('celery');
    const answers = await backend.query(datasource(), [
      { queryType: 'now' },
      '{"queryType": ',
      { measures: ['length'] },
      { queues: ['/(/'] },
      { queues: ['ok', '/(.{0,1000}){0,1000}$/'] },
      { by: 'worker' },
      { queryType: 'then' },
      { queues: 'celery' },
      { top: -1 },
      [],
    ]);
    expect(answers.map((a) => a.status)).toEqual([200, 400, 400, 400, 400, 400, 400, 400, 400, 400]);
    expect(answers.slice(1).map((a) => a.errorSource)).toEqual(Array(9).fill('plugin'));
    const errors = answers.map((a) => a.error);
    expect(errors[2]).toMatch(/measures\[0\].*"waiting".*"length"/);
    expect(errors[3]).toMatch(/queues\[0\].*regular expression/);
    expect(errors[4]).toMatch(/queues\[1\].*1000/);
    expect(errors[5]).toMatch(/by.*"queue", "priority", "total".*"worker"/);
    expect(errors[7]).toMatch(/queues.*list.*"celery"/);
    expect(errors[8]).toMatch(/top.*0 to 10000.*-1/);
  });

  test('wrong settings are named by the health check and by queries', async () => {
    const ds = datasource({ sampleSeconds: 0, queues: 'celery', mirror: { maxQueues: '5' }, unknownField: 1 });
    const { status, message } = await backend.health(ds);
    expect(status).toBe('ERROR');
    for (const part of ['jsonData.sampleSeconds', '1 to 300', 'jsonData.queues', 'jsonData.mirror.maxQueues'])
      expect(message).toContain(part);
    expect(message).not.toContain('unknownField');
    const [answer] = await backend.query(ds, [{ queryType: 'now' }]);
    expect(answer).toMatchObject({ status: 400, error: expect.stringContaining('jsonData.sampleSeconds') });
  });
});

describe('health, resources, metrics', () => {
  test('one sentence says what was found', async () => {
    await declare('celery');
    await fill('celery', 3);
    const { status, message } = await backend.health(datasource({ queues: ['always'] }));
    expect(status).toBe('OK');
    expect(message).toMatch(/^(Redis|Valkey) \d+\.\d+\.\d+ at 127\.0\.0\.1:\d+\/0, 2 queues, 3 tasks waiting\.$/);
  });

  test('queues, preview, cost, and what does not exist', async () => {
    await declare('celery');
    await fill('celery', 3);
    const ds = datasource({ queues: ['always'] });
    expect((await backend.resource(ds, 'queues')).body).toMatchObject({
      queues: [
        { name: 'always', source: 'configured', waiting: 0 },
        { name: 'celery', source: 'discovered', waiting: 3 },
      ],
    });
    expect((await backend.resource(ds, 'preview?queues=cel*&queues=nix')).body).toEqual({ queues: ['celery'], count: 1, unknown: ['nix'] });
    expect((await backend.resource(ds, 'cost')).body).toMatchObject({ queues: 2, metrics: 3, dollarsPerMonth: 0.9 });
    expect((await backend.resource(ds, '../../etc/passwd')).code).toBe(404);
  });

  test('Prometheus metrics hold what is known, and no zero for what is not', async () => {
    await declare('celery');
    await fill('celery', 3);
    await backend.health(datasource({ environment: 'good' }));
    await backend.health({ ...datasource({ environment: 'bad', queues: ['x'] }), url: 'redis://127.0.0.1:1' });
    const text = await backend.metrics();
    expect(text).toContain('backlog_queue_waiting_tasks{broker="good",queue="celery"} 3');
    expect(text).toContain('backlog_scrape_ok{broker="bad"} 0');
    expect(text).not.toContain('backlog_queue_waiting_tasks{broker="bad"');
  });
});

describe('live', () => {
  test('a channel that any process understands sends each new sample', async () => {
    await declare('celery');
    await fill('celery', 1);
    const ds = datasource();
    const [answer] = await backend.query(ds, [{ live: true, queues: ['celery'] }]);
    const channel = answer?.frames[0]?.schema.meta?.channel ?? '';
    expect(channel).toMatch(new RegExp(`^ds/${ds.uid}/history/[\\w.-]+$`));
    const path = channel.slice(`ds/${ds.uid}/`.length);
    const other = await Backend.start();
    const { status, data } = await other.subscribe(ds, path);
    expect(status).toBe('OK');
    expect(JSON.parse(data.toString()).schema.fields[1].labels.queue).toBe('celery');
    const packets: { schema?: unknown; data: { values: number[][] } }[] = [];
    const stream = other.runStream(ds, path);
    stream.on('data', (packet: { data: Buffer }) => packets.push(JSON.parse(packet.data.toString())));
    await waitFor('two packets', 20_000, () => packets.length >= 2);
    await fill('celery', 4);
    await waitFor('the new length', 20_000, () => packets.at(-1)?.data.values[1]?.[0] === 5);
    expect(packets[0]?.schema).toBeDefined();
    expect(packets[1]?.schema).toBeUndefined();
    const times = packets.map((p) => p.data.values[0]?.[0] ?? 0);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    stream.cancel();
    expect((await other.subscribe(ds, 'history/nonsense')).status).toBe('NOT_FOUND');

    // Grafana matches live fields by name, or by place where their number stays: both must be those of the answer.
    await declare('emails');
    await fill('emails', 9);
    const fresh = datasource();
    // On a busy machine, discovery may take longer than the first answer waits.
    await waitFor('both queues', 20_000, async () => JSON.stringify((await backend.resource(fresh, 'queues')).body).includes('"emails"'));
    const [largest] = await backend.query(fresh, [{ live: true, top: 1 }]);
    const names = (frame: { schema: { fields: readonly { name: string }[] } } | undefined) => frame?.schema.fields.map((f) => f.name);
    expect(names(largest?.frames[0])).toEqual(['time', 'emails']);
    const followed = await backend.subscribe(fresh, largest?.frames[0]?.schema.meta?.channel?.slice(`ds/${fresh.uid}/`.length) ?? '');
    expect(names(JSON.parse(followed.data.toString()))).toEqual(['time', 'emails']);
    await other.stop();
  });
});
