import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { Started } from '../protocol/launch';
import { Backend, column, type TestFrame } from '../setup/backend';
import { startCelery, type TestCelery } from '../setup/celery';
import { freePort } from '../setup/free-port';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';

let redis: TestRedis;
let celery: TestCelery;
let backend: Backend;
beforeAll(async () => {
  redis = await startRedis();
  celery = await startCelery({ broker: redis.url, consume: ['emails'], name: 'emails@one' });
  backend = await Backend.start();
});
afterAll(async () => {
  await Promise.all([celery.stop(), backend.stop()]);
  await redis.stop();
});

const jsonData = (more: object = {}) => ({ environment: 'test', sampleSeconds: 1, queues: ['emails'], ...more });
const notices = (frame: TestFrame | undefined) => (frame?.schema.meta?.notices ?? []).map(({ text }) => text).join('\n');

test('the workers query shows who is there, and with remote control what they are', async () => {
  const ds = { uid: 'asked', url: redis.url, jsonData: jsonData({ remoteControl: true }) };
  const frame = await waitFor('the worker', 20_000, async () => {
    const [answer] = await backend.query(ds, [{ queryType: 'workers' }]);
    const [table] = answer?.frames ?? [];
    expect(answer?.error ?? '').toBe('');
    return table && column(table, 'version')[0] && column(table, 'pool')[0] ? table : undefined;
  });
  const row = Object.fromEntries(frame.schema.fields.map(({ name }) => [name, column(frame, name)[0]]));
  expect(row).toMatchObject({
    broker: 'test',
    worker: 'emails@one',
    host: 'one',
    state: 'online',
    queues: 'emails',
    queuesBy: 'asked',
    active: 0,
    processed: 0,
    pool: 2,
    version: '5.7.0',
    quality: 'exact',
  });
  expect(frame.schema.meta?.type).toBe('table');
  const [of, others] = await backend.query(ds, [
    { queryType: 'workers', queues: ['em*'] },
    { queryType: 'workers', queues: ['other'] },
  ]);
  expect([column(of?.frames[0], 'worker').length, column(others?.frames[0], 'worker').length]).toEqual([1, 0]);
  expect(await backend.metrics()).toContain('backlog_workers{broker="test",state="online"} 1\n');
});

test('without the right to listen everything else goes on, and it says what to add', async () => {
  const admin = new Redis(redis.url);
  await admin.call(
    'ACL',
    'SETUSER',
    'reader',
    'reset',
    'resetchannels',
    'on',
    '>pw',
    '~*',
    '+ping',
    '+llen',
    '+scan',
    '+smembers',
    '+info',
  );
  admin.disconnect();
  const ds = { uid: 'refused', url: redis.url, user: 'reader', secureJsonData: { password: 'pw' }, jsonData: jsonData() };
  const rule = '&/0.celeryev/worker.* +psubscribe +ping';
  const told = await waitFor('the notice', 20_000, async () => {
    const [now, workers] = await backend.query(ds, [{ queryType: 'now' }, { queryType: 'workers' }]);
    expect(column(now?.frames[0], 'waiting')).toEqual([0]);
    return notices(workers?.frames[0]).includes(rule);
  });
  expect(told).toBe(true);
  expect((await backend.health(ds)).message).toContain(rule);
});

test('backlog mirror answers the health check of a container', async () => {
  const cloudWatch = await StrictCloudWatch.start();
  const dir = mkdtempSync(join(tmpdir(), 'backlog-workers-'));
  const config = join(dir, 'datasources.yaml');
  const more = { mirror: { enabled: true }, authType: 'keys', defaultRegion: 'eu-west-1', endpoint: cloudWatch.url };
  const secureJsonData = { accessKey: 'AKIDGOOD', secretKey: 'of-aws' };
  const datasource = {
    name: 'test',
    type: 'backlog-celery-datasource',
    uid: 'm',
    url: redis.url,
    jsonData: jsonData(more),
    secureJsonData,
  };
  writeFileSync(config, JSON.stringify({ apiVersion: 1, datasources: [datasource] }));
  const port = await freePort();
  const env = { PATH: process.env.PATH ?? '', GF_PLUGIN_NODE: process.execPath, AWS_EC2_METADATA_DISABLED: 'true' };
  const args = ['mirror', '--config', config, '--listen', `127.0.0.1:${port}`];
  const mirror = new Started(spawn(resolve('dist/backlog'), args, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
  const get = async (name: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/workers/${name}`);
    const text = await response.text();
    return { status: response.status, body: response.status === 400 ? text : JSON.parse(text) };
  };
  const until = (name: string, status: number, state: string) =>
    waitFor(`${status} ${state}`, 40_000, () =>
      get(name).then(
        (r) => r.status === status && r.body.state === state && r.body,
        () => false,
      ),
    );
  try {
    expect(await until('emails%40one', 200, 'online')).toMatchObject({
      worker: 'emails@one',
      broker: 'test',
      lastHeard: expect.any(String),
    });
    expect(await get('nobody@h')).toMatchObject({ status: 503, body: { state: 'unknown', lastHeard: null, reason: expect.any(String) } });
    expect((await get('%E0')).status).toBe(400);
    celery.signal('SIGSTOP');
    await until('emails@one', 503, 'late');
    await until('emails@one', 503, 'gone');
    celery.signal('SIGCONT');
    await until('emails@one', 200, 'online');
  } finally {
    celery.signal('SIGCONT');
    mirror.child.kill('SIGTERM');
    await mirror.exit();
    await cloudWatch.close();
    rmSync(dir, { recursive: true });
  }
});
