import { describe, expect, test, vi } from 'vitest';
import { parseMessage } from './message';

const NOW = Date.UTC(2026, 10, 22, 12, 30);
const ID = '3746967a-7d70-4b8e-9d0c-3ffd1d4e5c6f';

/** As kombu 5.6 writes it, shortened. */
function envelope(change: { headers?: object; properties?: object | undefined; outer?: object; body?: unknown } = {}): string {
  return JSON.stringify({
    body: Buffer.from(typeof change.body === 'string' ? change.body : JSON.stringify(change.body ?? [[7, 8], {}, {}])).toString('base64'),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: {
      task: 'lab.add',
      id: ID,
      shadow: null,
      eta: '2026-11-22T12:33:36.832897+00:00',
      expires: null,
      retries: 0,
      argsrepr: '(7, 8)',
      kwargsrepr: '{}',
      ...change.headers,
    },
    properties: {
      correlation_id: ID,
      delivery_info: { exchange: '', routing_key: 'celery' },
      body_encoding: 'base64',
      delivery_tag: '2ea74d39',
      ...change.properties,
    },
    ...change.outer,
  });
}

const read = (raw: string) => parseMessage(raw, 'enqueued_at', NOW);
const PROTOCOL_1 = { task: undefined, id: undefined, eta: undefined, retries: undefined, argsrepr: undefined, kwargsrepr: undefined };

describe('a task', () => {
  test('of protocol 2', () => {
    expect(read(envelope())).toEqual({
      tag: '2ea74d39',
      id: ID,
      task: 'lab.add',
      eta: Date.UTC(2026, 10, 22, 12, 33, 36) + 832.897,
      retries: 0,
      redelivered: false,
      sentAt: undefined,
      format: 'json',
      argsRepr: '(7, 8)',
      kwargsRepr: '{}',
    });
  });

  test('of protocol 1 has its name in the body', () => {
    const body = { task: 'old.add', id: 'x', args: [1], kwargs: {}, retries: 2, eta: '2026-11-22T12:33:36', expires: null };
    expect(read(envelope({ headers: PROTOCOL_1, body }))).toMatchObject({
      task: 'old.add',
      id: 'x',
      retries: 2,
      eta: Date.UTC(2026, 10, 22, 12, 33, 36),
      format: 'json',
      argsRepr: undefined,
    });
    const plain = { outer: { body: JSON.stringify(body) }, properties: { body_encoding: undefined } };
    expect(read(envelope({ headers: PROTOCOL_1, ...plain }))).toMatchObject({ task: 'old.add' });
  });

  test('of protocol 1 in a body too large to read, or one that is never read, has no name', () => {
    const large = { task: 'old.add', args: ['x'.repeat(60_000)] };
    expect(read(envelope({ headers: PROTOCOL_1, body: large }))).toMatchObject({ task: undefined, format: 'json' });
    const pickle = { 'content-type': 'application/x-python-serialize' };
    expect(read(envelope({ headers: PROTOCOL_1, outer: pickle }))).toMatchObject({ task: undefined, format: 'pickle', id: ID });
  });

  test('is shown under its shadow, and its arguments may hold what JSON has no word for', () => {
    expect(read(envelope({ headers: { shadow: 'nicer name' } })).task).toBe('nicer name');
    const body = '{"task": "old.add", "args": [NaN, -Infinity]}';
    expect(read(envelope({ headers: PROTOCOL_1, body }))).toMatchObject({ task: 'old.add' });
  });

  test.each([
    [{ headers: { redelivered: true } }, true],
    [{ properties: { delivery_info: { redelivered: true } } }, true],
    [{ headers: { redelivered: 'yes' } }, false],
  ])('redelivered: %j %s', (change, redelivered) => expect(read(envelope(change)).redelivered).toBe(redelivered));
});

describe('what it is called', () => {
  test.each([
    ['application/json', undefined, 'json'],
    ['application/x-python-serialize', undefined, 'pickle'],
    ['application/x-yaml', undefined, 'yaml'],
    ['application/x-msgpack', undefined, 'msgpack'],
    ['application/data', undefined, 'binary'],
    ['application/json', 'application/x-gzip', 'gzip json'],
    ['application/x-python-serialize', 'application/x-bz2', 'bzip2 pickle'],
    ['application/vnd.acme', 'acme-squeeze', 'acme-squeeze application/vnd.acme'],
    [null, undefined, 'no content type'],
    // What every object has.
    ['constructor', undefined, 'constructor'],
    ['application/json', '__proto__', '__proto__ json'],
  ])('%s, %s: %s', (type, compression, format) => {
    expect(read(envelope({ outer: { 'content-type': type }, headers: { compression } }))).toMatchObject({ format, task: 'lab.add' });
  });

  test.each([
    ['cut', '{"body": "x", "headers": {"task"', 'broken JSON'],
    ['cut by one character', envelope().slice(0, -1), 'broken JSON'],
    ['words', 'hello', 'not a Celery message'],
    ['nothing', '', 'not a Celery message'],
    ['a number', '42', 'not a Celery message'],
    ['null', 'null', 'not a Celery message'],
    ['a list', '[{"body": ""}]', 'not a Celery message'],
    ['another queue system', '{"class": "Resque", "args": []}', 'not a Celery message'],
    ['no properties', envelope({ properties: undefined, outer: { properties: null } }), 'not a Celery message'],
    ['a body that is no text', envelope({ outer: { body: { no: 'text' } } }), 'not a Celery message'],
    ['a broken body', envelope({ headers: PROTOCOL_1, body: '{"task": ' }), 'broken JSON'],
    ['remote control', envelope({ headers: PROTOCOL_1, body: { method: 'ping' } }), 'not a task'],
    ['a body that is a list', envelope({ headers: PROTOCOL_1, body: [1, 2] }), 'not a task'],
    ['deep brackets', `\u{0}\u{ffff}${'['.repeat(100_000)}`, 'not a Celery message'],
    ['deep braces', '{"a":'.repeat(100_000), 'broken JSON'],
  ])('%s', (_, raw, format) => expect(read(raw)).toMatchObject({ format, task: undefined, retries: 0, sentAt: undefined }));

  test('fields of the wrong type are as if absent', () => {
    const headers = { task: 7, id: [], eta: {}, retries: 'many', argsrepr: 1, shadow: 0 };
    const properties = { delivery_info: 'x', delivery_tag: 3, correlation_id: null };
    expect(read(envelope({ headers, properties, outer: { 'content-type': 5 } }))).toMatchObject({
      tag: undefined,
      id: undefined,
      task: undefined,
      eta: undefined,
      retries: 0,
      argsRepr: undefined,
    });
  });
});

describe('when it was sent', () => {
  const sent = NOW - 61_250;
  const iso = new Date(sent).toISOString();
  test.each<[string, object, number]>([
    ['seconds', { headers: { enqueued_at: sent / 1000 } }, sent],
    ['milliseconds', { headers: { enqueued_at: sent } }, sent],
    ['text', { headers: { enqueued_at: ` ${sent / 1000} ` } }, sent],
    ['ISO 8601', { headers: { enqueued_at: iso } }, sent],
    ['ISO 8601 without a zone is UTC', { headers: { enqueued_at: iso.slice(0, -1).replace('T', ' ') } }, sent],
    ['ISO 8601 with an offset', { headers: { enqueued_at: '2026-11-22T17:58:58.75+0530' } }, sent],
    ['ISO 8601 with hours', { headers: { enqueued_at: '2026-11-22T14:28:58.75+02' } }, sent],
    ['datetime of kombu', { headers: { enqueued_at: { __type__: 'datetime', __value__: iso } } }, sent],
    ['Sentry', { headers: { 'sentry-task-enqueued-time': sent / 1000 } }, sent],
    ['timestamp', { properties: { timestamp: Math.floor(sent / 1000) } }, sent - 750],
    ['expires', { headers: { expires: new Date(sent + 5000).toISOString() }, properties: { expiration: '5000' } }, sent],
    ['UUID 7', { headers: { id: `0${sent.toString(16).replace(/(.{7})/, '$1-')}-7abc-9def-0123456789ab` } }, sent],
    ['UUID 1', { headers: { id: 'c79c5a40-a95c-11ef-9cd2-0242ac120002' } }, Date.UTC(2024, 10, 23, 5, 35, 42) + 277.28],
  ])('%s', (name, change, at) => {
    const result = read(envelope(change)).sentAt;
    expect(result).toMatchObject({ quality: name.startsWith('UUID') ? 'estimate' : 'exact' });
    expect(Math.abs((result?.at ?? 0) - at)).toBeLessThan(1);
  });

  test('without a zone is UTC wherever this runs', () => {
    vi.stubEnv('TZ', 'Asia/Kolkata');
    expect(new Date(0).getTimezoneOffset()).toBe(-330);
    expect(read(envelope({ headers: { enqueued_at: iso.slice(0, -1) } })).sentAt?.at).toBe(sent);
    vi.unstubAllEnvs();
  });

  test('the first of them counts that is believable', () => {
    const all = {
      headers: { enqueued_at: 'yesterday', 'sentry-task-enqueued-time': sent / 1000 },
      properties: { timestamp: 1_790_000_000 },
    };
    expect(read(envelope(all)).sentAt?.at).toBe(sent);
    expect(read(envelope({ ...all, headers: { enqueued_at: NOW + 86_400_001 } })).sentAt?.at).toBe(1_790_000_000_000);
    expect(read(envelope({ headers: { enqueued_at: NOW + 86_399_999 } })).sentAt?.at).toBe(NOW + 86_399_999);
  });

  test.each<[string, object]>([
    ['before 2000', { headers: { enqueued_at: 946_684_799 } }],
    ['zero', { headers: { enqueued_at: 0 } }],
    ['a clock', { headers: { enqueued_at: '12:30' } }],
    ['true', { headers: { enqueued_at: true } }],
    ['a month 13', { headers: { enqueued_at: '2026-13-01T00:00:00Z' } }],
    ['expired before it was sent', { headers: { expires: iso }, properties: { expiration: '0' } }],
    ['expiration alone', { properties: { expiration: '5000' } }],
    ['UUID 4', { headers: { id: ID } }],
    ['UUID 7 of a retry', { headers: { id: '019ab000-0000-7abc-9def-0123456789ab', retries: 1 } }],
  ])('not known: %s', (_, change) => expect(read(envelope(change)).sentAt).toBeUndefined());

  test('the header is found by the name the settings give', () => {
    expect(parseMessage(envelope({ headers: { sent: sent / 1000 } }), 'sent', NOW).sentAt?.at).toBe(sent);
    expect(parseMessage(envelope(), 'constructor', NOW).sentAt).toBeUndefined();
  });

  test('protocol 1 has its expiry in the body', () => {
    const body = { task: 'old.add', expires: new Date(sent + 5000).toISOString() };
    expect(read(envelope({ headers: PROTOCOL_1, body, properties: { expiration: '5000' } })).sentAt).toEqual({
      at: sent,
      quality: 'exact',
    });
  });
});
