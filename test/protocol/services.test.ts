import { execFileSync } from 'node:child_process';
import { tableFromIPC } from 'apache-arrow';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { status } from './client';
import { NODE } from './launch';
import { Session } from './session';

let session: Session;
beforeAll(async () => {
  session = await Session.open();
});
afterAll(() => session.close());

const CONTEXT = {
  orgId: 7,
  pluginId: 'p',
  pluginVersion: '1.2.3',
  user: { login: 'l', name: 'n', email: 'e', role: 'Viewer' },
  grafanaConfig: { GF_APP_URL: 'http://localhost:3000/' },
  dataSourceInstanceSettings: {
    id: 3,
    uid: 'u',
    url: 'http://far',
    jsonData: Buffer.from('{"a":[1]}'),
    decryptedSecureJsonData: { password: 'hunter2' },
    lastUpdatedMS: 1_700_000_000_000,
  },
};

test('the plugin runs on the Node that is to be tested', async () => {
  expect((await session.state()).node).toBe(execFileSync(NODE, ['--version'], { encoding: 'utf8' }).trim());
});

describe('QueryData', () => {
  test('answers each query for itself', async () => {
    const before = session.errors().length;
    const queries = [{ do: 'numbers', size: 2 }, { do: 'refuse' }, { do: 'reject' }, { do: 'throw' }, '{', { do: 'ragged' }];
    const { A, B, C, D, E, F } = await session.query(queries);
    expect(A).toMatchObject({ status: 200, error: '', errorSource: '', format: 'ARROW', frames: [expect.any(Buffer)] });
    expect(B).toMatchObject({ status: 502, error: 'the far side said no', errorSource: 'downstream', frames: [] });
    expect(C).toMatchObject({ status: 400, error: 'not like that', errorSource: 'plugin' });
    expect(D).toMatchObject({ status: 500, error: 'internal error', errorSource: 'plugin' });
    expect(E).toMatchObject({ status: 400, error: 'expected query E to be JSON, got 1 bytes that do not parse', errorSource: 'plugin' });
    expect(F).toMatchObject({ status: 500, error: 'internal error' });
    const logged = await session.errorsLogged(before, 2);
    expect(logged.map((line) => line['@message']).sort()).toEqual(['query D failed', 'query F failed']);
    expect(logged).toContainEqual(expect.objectContaining({ error: 'TypeError: a bug with details', stack: expect.any(String) }));
  });

  test('gives the plugin the context and the query as sent', async () => {
    const answer = await session.query(
      [{ do: 'context' }, { do: 'context' }],
      {},
      { pluginContext: CONTEXT, headers: { FromAlert: 'true' } },
    );
    const seen = JSON.parse(String(tableFromIPC(answer.A!.frames[0]!).getChildAt(0)?.get(0)));
    const { dataSourceInstanceSettings, ...context } = CONTEXT;
    expect(seen).toEqual({
      ...context,
      headers: { FromAlert: 'true' },
      query: { refId: 'A', queryType: '', from: 1_000, to: 2_000, intervalMs: 0, maxDataPoints: 0 },
      queries: ['A', 'B'],
      settings: {
        uid: 'u',
        url: 'http://far',
        jsonData: { a: [1] },
        secrets: ['password'],
        updated: dataSourceInstanceSettings.lastUpdatedMS,
      },
    });
  });

  test('names the query in its frames, unless the plugin did', async () => {
    const { A, B } = await session.query([{ do: 'numbers', size: 1 }, { do: 'golden' }]);
    expect(tableFromIPC(A!.frames[0]!).schema.metadata.get('refId')).toBe('A');
    expect(tableFromIPC(B!.frames[0]!).schema.metadata.get('refId')).toBe('A');
    expect(tableFromIPC(B!.frames[1]!).schema.metadata.get('refId')).toBe('B');
  });

  test('answers in JSON where that is asked for', async () => {
    const { A } = await session.query([{ do: 'numbers', size: 2 }], {}, { format: 'JSON' });
    expect(A?.format).toBe('JSON');
    expect(JSON.parse(String(A?.frames[0]))).toMatchObject({ schema: { refId: 'A', fields: [{ name: 'n' }] }, data: { values: [[0, 1]] } });
  });

  test('answers 400 to a query that reads settings which do not parse', async () => {
    const pluginContext = { ...CONTEXT, dataSourceInstanceSettings: { uid: 'u', jsonData: Buffer.from('{') } };
    const { A } = await session.query([{ do: 'context' }], {}, { pluginContext });
    expect(A).toMatchObject({ status: 400, error: 'expected jsonData of datasource u to be JSON, got 1 bytes that do not parse' });
  });
});

describe('Diagnostics', () => {
  const health = (url: string) =>
    session.client.call('pluginv2.Diagnostics/CheckHealth', {
      pluginContext: { ...CONTEXT, dataSourceInstanceSettings: { ...CONTEXT.dataSourceInstanceSettings, url } },
    });

  test('CheckHealth says how it is, and why not', async () => {
    expect(await health('')).toEqual({ status: 'OK', message: 'fine', jsonDetails: Buffer.from('{"verboseMessage":"{\\"a\\":[1]}"}') });
    expect(await health('refuse')).toMatchObject({ status: 'ERROR', message: 'expected a url' });
    expect(await health('throw')).toMatchObject({ status: 'ERROR', message: 'internal error' });
  });

  test('CollectMetrics gives the text', async () => {
    const { metrics } = await session.client.call('pluginv2.Diagnostics/CollectMetrics', {});
    expect(metrics).toEqual({ prometheus: Buffer.from('# TYPE test_up gauge\ntest_up 1\n') });
  });
});

describe('CallResource', () => {
  test('carries a request there and an answer back', async () => {
    const { code, headers, body } = await session.resource('/echo', {
      url: '/echo?a=1&a=2&b=%C3%A9',
      method: 'POST',
      headers: { Accept: { values: ['x', 'y'] } },
      body: Buffer.from('hello'),
    });
    expect(code).toBe(201);
    expect(headers).toEqual({ 'x-test': { values: ['yes'] }, 'content-type': { values: ['application/json'] } });
    const query = [
      ['a', '1'],
      ['a', '2'],
      ['b', 'é'],
    ];
    expect(JSON.parse(body)).toEqual({ method: 'POST', query, headers: { accept: 'x, y' }, body: 'hello' });
  });

  test('sends text, bytes and nothing as they are', async () => {
    expect(await session.resource('text')).toMatchObject({
      body: 'plain',
      headers: { 'content-type': { values: ['text/plain; charset=utf-8'] } },
    });
    expect(await session.resource('bytes')).toMatchObject({
      body: '\u0001\u0002\u0003',
      headers: { 'content-type': { values: ['image/png'] } },
    });
    expect(await session.resource('nothing')).toMatchObject({ code: 204, body: '' });
  });

  test('answers an error as JSON with its status', async () => {
    expect(await session.resource('lost')).toMatchObject({ code: 404, body: '{"message":"expected a known path, got lost"}' });
    const before = session.errors().length;
    expect(await session.resource('throw')).toMatchObject({ code: 500, body: '{"message":"internal error"}' });
    expect(await session.errorsLogged(before, 1)).toMatchObject([
      { '@message': 'resource GET throw failed', error: 'Error: a bug with details' },
    ]);
  });
});

describe('Stream', () => {
  const subscribe = (path: string, data = '') => session.client.call('pluginv2.Stream/SubscribeStream', { path, data: Buffer.from(data) });

  test('SubscribeStream says who may', async () => {
    const { status: answer, data } = await subscribe('any', '{"a":1}');
    expect(answer).toBe('OK');
    expect(JSON.parse(String(data))).toMatchObject({ data: { values: [['{"a":1}']] } });
    expect(JSON.parse(String((await subscribe('any')).data))).toMatchObject({ data: { values: [['nothing']] } });
    expect(await subscribe('missing')).toMatchObject({ status: 'NOT_FOUND' });
    expect(await subscribe('secret')).toMatchObject({ status: 'PERMISSION_DENIED' });
    await expect(subscribe('any', '{')).rejects.toMatchObject({ code: status.INVALID_ARGUMENT });
    await expect(subscribe('throw')).rejects.toMatchObject({ code: status.INTERNAL, details: 'internal error' });
  });

  test('RunStream sends frames and ends', async () => {
    const packets = await session.client.collect('pluginv2.Stream/RunStream', { path: 'three' });
    const frames = packets.map((packet) => JSON.parse(String(Object.values(packet)[0])));
    expect(frames.map((frame) => frame.data.values[1])).toEqual([['0'], ['1'], ['2']]);
    expect(frames.map((frame) => 'schema' in frame)).toEqual([true, false, false]);
  });

  test('RunStream that throws says so to its client alone', async () => {
    const run = (path: string) => session.client.collect('pluginv2.Stream/RunStream', { path });
    const before = session.errors().length;
    await expect(run('throw')).rejects.toMatchObject({ code: status.INTERNAL, details: 'internal error' });
    expect(await session.errorsLogged(before, 1)).toMatchObject([{ '@message': 'A call failed.', path: '/pluginv2.Stream/RunStream' }]);
    await expect(run('refuse')).rejects.toMatchObject({ code: status.NOT_FOUND, details: 'no such stream: 100 % gone, “really”' });
  });
});

describe('go-plugin', () => {
  test('Health knows the plugin and nothing else', async () => {
    const check = (service: string) => session.client.call('grpc.health.v1.Health/Check', { service });
    expect(await check('plugin')).toEqual({ status: 'SERVING' });
    await expect(check('other')).rejects.toMatchObject({ code: status.NOT_FOUND });
  });

  test.each([
    'pluginv2.Data/QueryChunkedData',
    'pluginv2.Stream/PublishStream',
    'pluginv2.AdmissionControl/ValidateAdmission',
    'no.Such/Call',
  ])('%s is not served', async (path) => {
    await expect(session.client.call(path, {})).rejects.toMatchObject({ code: status.UNIMPLEMENTED });
  });
});
