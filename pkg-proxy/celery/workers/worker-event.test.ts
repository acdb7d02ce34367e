import { expect, test } from 'vitest';
import { parseWorkerEvents } from './worker-event';

/** As a worker of Celery 5.6.3 sent it. */
const HEARTBEAT = {
  hostname: 'w1@vm',
  utcoffset: 0,
  pid: 4711,
  clock: 8,
  freq: 2.0,
  active: 1,
  processed: 5,
  loadavg: [0.52, 0.4, 0.3],
  sw_ident: 'py-celery',
  sw_ver: '5.6.3',
  sw_sys: 'Linux',
  timestamp: 1795350540.36,
  type: 'worker-heartbeat',
};
const envelope = (body: unknown, more: object = {}) =>
  JSON.stringify({
    body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)).toString('base64'),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: { hostname: 'w1@vm' },
    properties: { delivery_mode: 1, body_encoding: 'base64', delivery_tag: 'x' },
    ...more,
  });
const PARSED = {
  kind: 'heartbeat',
  worker: 'w1@vm',
  freq: 2,
  active: 1,
  processed: 5,
  load: 0.52,
  version: '5.6.3',
  sentAt: 1795350540360,
};

test('an event, and a list of them', () => {
  expect(parseWorkerEvents(envelope(HEARTBEAT))).toEqual([PARSED]);
  expect(parseWorkerEvents(envelope([HEARTBEAT, { ...HEARTBEAT, type: 'worker-offline' }, { type: 'task-sent' }]))).toEqual([
    PARSED,
    { ...PARSED, kind: 'offline' },
  ]);
  const plain = envelope(HEARTBEAT, { body: JSON.stringify(HEARTBEAT), properties: {} });
  expect(parseWorkerEvents(plain)).toEqual([PARSED]);
});

test('what a worker does not say, or says wrongly, is not known', () => {
  const event = { hostname: 'w', type: 'worker-online', freq: '2', loadavg: 'high', active: null, processed: [], sw_ver: 5 };
  expect(parseWorkerEvents(envelope(event))).toEqual([
    {
      kind: 'online',
      worker: 'w',
      freq: Number.NaN,
      active: Number.NaN,
      processed: Number.NaN,
      load: Number.NaN,
      version: undefined,
      sentAt: Number.NaN,
    },
  ]);
});

test.each([
  ['nothing', ''],
  ['no JSON', 'hello'],
  ['a number', '3'],
  ['no body', '{"headers":{}}'],
  ['a body that is no JSON', envelope('{"hostname":')],
  ['pickle', envelope(HEARTBEAT, { 'content-type': 'application/x-python-serialize' })],
  ['a compressed body', envelope(HEARTBEAT, { headers: { compression: 'application/x-gzip' } })],
  ['no name', envelope({ ...HEARTBEAT, hostname: '' })],
  ['a name beyond reason', envelope({ ...HEARTBEAT, hostname: 'x'.repeat(513) })],
  ['another type', envelope({ ...HEARTBEAT, type: 'worker-hello' })],
  ['a type that every object has', envelope({ ...HEARTBEAT, type: 'constructor' })],
  ['an empty list', envelope([])],
  ['much too long', envelope({ ...HEARTBEAT, more: 'x'.repeat(70_000) })],
])('%s is not an event', (_, raw) => expect(parseWorkerEvents(raw)).toEqual([]));
