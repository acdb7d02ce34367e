import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Backend, column } from '../setup/backend';
import { startCelery } from '../setup/celery';
import { startRedis, type TestRedis } from '../setup/redis';

const execute = promisify(execFile);
const QUEUES = ['celery', 'emails', 'my:reports'];

interface WatchedRow {
  readonly queue: string;
  readonly waiting: number | null;
  readonly quality: string;
}

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

/** `backlog watch --once --json`, with the settings in a provisioning file as JSON, which is YAML too. */
async function watch(config: string): Promise<WatchedRow[]> {
  const { stdout } = await execute(resolve('dist/backlog'), ['watch', '--config', config, '--once', '--json'], {
    env: { ...process.env, GF_PLUGIN_NODE: process.execPath },
  });
  return JSON.parse(stdout);
}

describe.each([
  { db: 1, name: 'default steps', transport: {}, json: {} },
  {
    db: 2,
    name: 'ten steps with a colon, as Celery recommends',
    transport: { sep: ':', priority_steps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
    json: { separator: ':', prioritySteps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] },
  },
  { db: 3, name: 'a global key prefix', transport: { global_keyprefix: 'app:' }, json: { keyPrefix: 'app:' } },
])('real Celery with $name', ({ db, transport, json }) => {
  test('every surface says what kombu says, while tasks flow', async () => {
    const url = redis.url.replace(/\/0$/, `/${db}`);
    const celery = await startCelery({ broker: url, transportOptions: transport });
    const backend = await Backend.start();
    const ds = { uid: `celery${db}`, url, jsonData: { sampleSeconds: 1, environment: 'test', ...json } };
    const dir = await mkdtemp(join(tmpdir(), 'backlog-watch-'));
    const config = join(dir, 'datasources.yaml');
    await writeFile(config, JSON.stringify({ apiVersion: 1, datasources: [{ name: 'test', type: 'backlog-celery-datasource', ...ds }] }));
    try {
      for (let priority = 0; priority <= 9; priority++)
        await celery.send({ queue: 'celery', priority, count: priority + 1, seconds: 0.05 });
      await celery.send({ queue: 'emails', count: 4 });
      await celery.send({ queue: 'my:reports', priority: 5, count: 2 });
      const truth = await celery.counts(QUEUES);
      expect(truth).toEqual([55, 4, 2]);
      const [now] = await backend.query(ds, [{ queryType: 'now' }]);
      expect(column(now?.frames[0], 'queue')).toEqual(QUEUES);
      expect(column(now?.frames[0], 'waiting')).toEqual(truth);
      expect((await watch(config)).map((row) => [row.queue, row.waiting, row.quality])).toEqual(
        QUEUES.map((q, i) => [q, truth[i], 'exact']),
      );

      // A worker takes tasks away meanwhile: each reading lies between kombu's before and after.
      const worker = await startCelery({ broker: url, transportOptions: transport, consume: ['celery'] });
      let seen = truth[0] ?? 0;
      while (seen > 0) {
        const [before = 0] = await celery.counts(['celery']);
        const waiting = (await watch(config)).find((row) => row.queue === 'celery')?.waiting ?? Number.NaN;
        const [after = 0] = await celery.counts(['celery']);
        expect(waiting).toBeLessThanOrEqual(before);
        expect(waiting).toBeGreaterThanOrEqual(after);
        seen = after;
      }
      await worker.stop();
      expect((await watch(config)).find((row) => row.queue === 'celery')).toMatchObject({ waiting: 0, quality: 'exact' });
    } finally {
      await Promise.all([celery.stop(), backend.stop(), rm(dir, { recursive: true })]);
    }
  });
});
