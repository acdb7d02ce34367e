import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Backend, type TestDatasource } from '../setup/backend';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';

let redis: TestRedis;
let backend: Backend;
let count = 0;

/** A datasource of the test's own: nothing remembered of another. */
function datasource(jsonData: Record<string, unknown> = {}, more: Partial<TestDatasource> = {}): TestDatasource {
  return { uid: `ds${count++}`, url: redis.url, jsonData: { environment: 'test', sampleSeconds: 1, ...jsonData }, ...more };
}

beforeAll(async () => {
  redis = await startRedis();
  backend = await Backend.start();
});
afterAll(async () => {
  await Promise.all([backend.stop(), redis.stop()]);
});

describe('a broker that cannot be read', () => {
  test('refuses: an error of the system downstream that names host and cause', async () => {
    const ds = { ...datasource(), url: 'redis://127.0.0.1:1/0' };
    for (const query of [{ queryType: 'now' }, {}]) {
      const [answer] = await backend.query(ds, [query], { deadlineMs: 2000 });
      expect(answer).toMatchObject({
        errorSource: 'downstream',
        status: 502,
        error: expect.stringMatching(/127\.0\.0\.1:1\/0.*ECONNREFUSED/),
        // The code of the error and its values, for the browser to word. Nothing to show.
        frames: [{ schema: { fields: [] } }],
      });
    }
    expect(await backend.health(ds)).toMatchObject({ status: 'ERROR', message: expect.stringContaining('ECONNREFUSED') });
  });

  test('is frozen from the start, and later: an error within 2 s, and back by itself', async () => {
    const frozen = await startRedis();
    const first = { ...datasource({ queues: ['q'] }), url: frozen.url };
    process.kill(frozen.pid, 'SIGSTOP');
    const [silent] = await backend.query(first, [{ queryType: 'now' }], { deadlineMs: 2000 });
    expect(silent).toMatchObject({ errorSource: 'downstream', status: 504 });
    expect(await backend.health(first)).toMatchObject({ status: 'ERROR' });
    process.kill(frozen.pid, 'SIGCONT');
    const readable = () => backend.query(first, [{ queryType: 'now' }], { deadlineMs: 2000 }).then(([a]) => a?.error === '');
    await waitFor('the broker to be read', 5000, readable);

    const path = 'history/q.e30'; // {}
    const notices: unknown[] = [];
    const stream = backend.runStream(first, path);
    stream.on('data', (packet: { data: Buffer }) => notices.push(JSON.parse(packet.data.toString()).schema?.meta?.notices?.[0]?.text));

    process.kill(frozen.pid, 'SIGSTOP');
    await waitFor('the error', 10_000, async () => !(await readable()));
    const [history] = await backend.query(first, [{}], { deadlineMs: 2000 });
    expect(history?.frames[0]?.schema.meta?.notices?.[0]).toMatchObject({
      severity: 'error',
      text: expect.stringContaining('No data since'),
    });
    expect(history?.frames[0]?.data.values[1]?.at(-1)).toBeNull();
    expect(history?.frames[0]?.data.values[1]).toContain(0);
    await waitFor('the notice in the live channel', 5000, () => notices.some((text) => String(text).startsWith('No data since')));
    stream.cancel();
    process.kill(frozen.pid, 'SIGCONT');
    await waitFor('the broker to be read again', 5000, readable);
    await frozen.stop();
  });
});

describe('secrets', () => {
  test('a password in the URL works, is said to be in the wrong place, and shows nowhere', async () => {
    const locked = await startRedis({ password: 'pa55-in-url' });
    const ds = { ...datasource({ queues: ['q'], environment: undefined }), url: locked.url };
    const answers = [
      await backend.health(ds),
      await backend.query(ds, [{ queryType: 'now' }]),
      await backend.resource(ds, 'queues'),
      await backend.health({ ...ds, uid: 'other', url: locked.url.replace('pa55-in-url', 'pa55-in-url-wrong') }),
      await backend.metrics(),
    ];
    expect(answers[0]).toMatchObject({ status: 'OK', message: expect.stringContaining('move it to the Password field') });
    expect(answers[3]).toMatchObject({ status: 'ERROR', message: expect.stringContaining('WRONGPASS') });
    expect(JSON.stringify(answers) + backend.process.stderr).not.toContain('pa55');
    await locked.stop();
  });
});

test('a password put right is tried at once, and history goes on', async () => {
  const locked = await startRedis({ password: 'right' });
  const ds = { ...datasource({ queues: ['q'] }), url: `redis://127.0.0.1:${locked.port}/0` };
  const health = (password: string) => backend.health({ ...ds, secureJsonData: { password } });
  for (const _ of [1, 2]) {
    expect(await health('wrong')).toMatchObject({ status: 'ERROR', message: expect.stringContaining('WRONGPASS') });
    expect(await health('right')).toMatchObject({ status: 'OK' });
  }
  await locked.stop();
});
