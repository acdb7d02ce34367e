import { deflateSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { randomOf } from '../../../test/setup/seeded-random';
import { parseTaskMessage } from './task-message';

const UUID = '3746967a-7d70-4b8e-9d0c-0c3b2f9d8a11';
const COMMON = { hostname: 'emails@host', utcoffset: 0, pid: 4711, clock: 8 };
const END = { timestamp: 1795350540.25 };
const AT = 1795350540250;

/** As workers and producers of Celery 5.7.0 write them, in their order. */
const SENT = {
  ...{ hostname: 'gen22202@host', utcoffset: 0, pid: 1, clock: 1, uuid: UUID, root_id: UUID, parent_id: null, name: 'shop.send' },
  ...{ args: "('SECRET',)", kwargs: "{'SECRET': 1}", retries: 0, eta: '2026-11-22T12:29:00.500000+00:00', expires: null },
  ...{ queue: 'emails', exchange: '', routing_key: 'emails', ...END, type: 'task-sent' },
};
const RECEIVED = {
  ...{ ...COMMON, uuid: UUID, name: 'shop.send', args: "('SECRET',)", kwargs: '{}', root_id: UUID, parent_id: null, retries: 0 },
  ...{ eta: null, expires: null, ...END, type: 'task-received' },
};
const STARTED = { ...COMMON, uuid: UUID, ...END, type: 'task-started' };
const SUCCEEDED = { ...COMMON, uuid: UUID, result: "'SECRET'", runtime: 0.0123, ...END, type: 'task-succeeded' };
const FAILED = { ...COMMON, uuid: UUID, exception: "KeyError('SECRET')", traceback: 'SECRET', ...END, type: 'task-failed' };
const REVOKED = { ...COMMON, uuid: UUID, terminated: false, signum: null, expired: true, ...END, type: 'task-revoked' };
const ALL = [SENT, RECEIVED, STARTED, SUCCEEDED, FAILED, REVOKED];

/** As Python lays it out: a blank behind commas and colons. */
function python(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, part]) => `${JSON.stringify(name)}: ${python(part)}`)
    .join(', ')}}`;
}

function envelope(body: unknown, more: object = {}): string {
  const text = typeof body === 'string' || Buffer.isBuffer(body) ? body : python(body);
  return python({
    body: Buffer.from(text).toString('base64'),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: { hostname: 'emails@host' },
    properties: { delivery_mode: 1, delivery_info: { exchange: 'celeryev' }, priority: 0, body_encoding: 'base64', delivery_tag: UUID },
    ...more,
  });
}

const one = (event: object) => parseTaskMessage(envelope(event)).events[0];
const step = { uuid: UUID, node: 'emails@host', at: AT };

describe('an event', () => {
  test('of each kind, and no more of it than is needed', () => {
    const { total, events, unreadable } = parseTaskMessage(envelope(ALL));
    expect({ total, unreadable }).toEqual({ total: 6, unreadable: 0 });
    expect(events).toEqual([
      { ...step, kind: 'sent', node: 'gen22202@host', name: 'shop.send', queue: 'emails', eta: Date.UTC(2026, 10, 22, 12, 29, 0, 500) },
      { ...step, kind: 'received', name: 'shop.send', eta: undefined },
      { ...step, kind: 'started' },
      { ...step, kind: 'succeeded', runtime: 0.0123 },
      { ...step, kind: 'failed', exception: 'KeyError' },
      { ...step, kind: 'revoked' },
    ]);
    expect(JSON.stringify(events)).not.toContain('SECRET');
    expect(one({ ...FAILED, type: 'task-retried', exception: 'None' })).toEqual({ ...step, kind: 'retried', exception: undefined });
    expect(one({ ...STARTED, type: 'task-rejected', requeue: false })).toEqual({ ...step, kind: 'rejected' });
  });

  test('alone, in plain text', () => {
    const plain = envelope(STARTED, { body: JSON.stringify(STARTED), properties: {} });
    expect(parseTaskMessage(plain)).toEqual({ total: 1, events: [{ ...step, kind: 'started' }], unreadable: 0 });
  });

  test.each<[eta: unknown, at: number | undefined]>([
    ['2026-11-22T12:29:00', Date.UTC(2026, 10, 22, 12, 29)],
    ['2026-11-22T12:29:00.123456+02:00', Date.UTC(2026, 10, 22, 10, 29, 0, 123.456)],
    ['soon', undefined],
    [null, undefined],
    [{}, undefined],
  ])('an ETA of %j', (eta, at) => {
    const found = one({ ...RECEIVED, eta })?.eta;
    if (at === undefined) expect(found).toBeUndefined();
    else expect(found).toBeCloseTo(at, 0);
  });

  test.each([-1, '1', null, Number.NaN])('a runtime of %j is none', (runtime) => {
    expect(one({ ...SUCCEEDED, runtime })).toEqual({ ...step, kind: 'succeeded', runtime: undefined });
  });

  test('names that are too long', () => {
    expect(one({ ...RECEIVED, name: 'n'.repeat(2000) })?.name).toBe('n'.repeat(512));
    expect(one({ ...SENT, queue: 'q'.repeat(513) })?.queue).toBeUndefined();
    expect(one({ ...STARTED, uuid: 'u'.repeat(256) })?.uuid).toBe('u'.repeat(256));
    expect(one({ ...STARTED, uuid: 'u'.repeat(257) })).toBeUndefined();
  });

  test.each<[string, object]>([
    ['an id', { uuid: undefined }],
    ['an id that is text', { uuid: 7 }],
    ['a node', { hostname: '' }],
    ['a node of 512 characters at most', { hostname: 'h'.repeat(513) }],
    ['a timestamp', { timestamp: undefined }],
    ['a timestamp that is a number', { timestamp: '1795350540' }],
    ['a timestamp of this age', { timestamp: 1e12 }],
    ['a timestamp that is positive', { timestamp: 0 }],
    ['a type', { type: undefined }],
  ])('without %s cannot be read, and costs no other', (_, change) => {
    const broken = Object.fromEntries(Object.entries({ ...STARTED, ...change }).filter(([, value]) => value !== undefined));
    expect(parseTaskMessage(envelope([broken, STARTED]))).toEqual({ total: 2, events: [{ ...step, kind: 'started' }], unreadable: 1 });
  });

  test.each(['task-cancelled', 'task-progress', 'worker-heartbeat', 'toString', '__proto__'])('%s is passed over', (type) => {
    expect(parseTaskMessage(envelope({ ...STARTED, type }))).toEqual({ total: 1, events: [], unreadable: 0 });
  });
});

describe('a message that cannot be read counts as one', () => {
  const json = Buffer.from(python(STARTED));
  test.each<[string, string]>([
    ['nothing', ''],
    ['no envelope', 'hello'],
    ['a list', '[1]'],
    ['no body', '{"headers": {}}'],
    ['a broken body', envelope('{"hostname": "h", "type"')],
    ['a number', envelope('7')],
    ['compressed', envelope(deflateSync(json), { headers: { compression: 'application/x-gzip' } })],
    ['bzip2', envelope('BZh91AY', { headers: { compression: 'application/x-bz2' } })],
    ['pickled', envelope('\x80\x02}q\x00.', { 'content-type': 'application/x-python-serialize', 'content-encoding': 'binary' })],
    ['yaml', envelope('hostname: h\n', { 'content-type': 'application/x-yaml' })],
    ['larger than two megabytes', envelope({ ...SUCCEEDED, result: 'x'.repeat(2_000_000) })],
  ])('%s', (_, raw) => {
    for (const takes of [undefined, () => true]) expect(parseTaskMessage(raw, takes)).toEqual({ total: 1, events: [], unreadable: 1 });
  });
});

describe('of some tasks only', () => {
  const uuids = Array.from({ length: 24 }, (_, i) => `${UUID}-${i}`);
  const many = uuids.flatMap((uuid) => [
    { ...SENT, uuid, args: `('}, {"hostname": "x", "uuid": "fake"',)` },
    { ...SUCCEEDED, uuid, result: '"uuid": "fake"' },
  ]);
  const takes = (uuid: string) => uuid.endsWith('7');

  test('the same are found as by parsing everything', () => {
    const all = parseTaskMessage(envelope(many));
    expect(all.events.length).toBe(48);
    const some = parseTaskMessage(envelope(many), takes);
    expect(some).toEqual({ total: 48, unreadable: 0, events: all.events.filter(({ uuid }) => takes(uuid)) });
    expect(some.events.length).toBe(4);
    expect(parseTaskMessage(envelope(many[14]!), takes).events.length).toBe(1);
    expect(parseTaskMessage(envelope(many[0]!), takes)).toEqual({ total: 1, events: [], unreadable: 0 });
  });

  test('also where the message is laid out otherwise', () => {
    const events = parseTaskMessage(envelope(many), takes).events;
    expect(parseTaskMessage(envelope(JSON.stringify(many)), takes).events).toEqual(events);
    const nested = many.map((event) => ({ ...event, extra: [{ a: 1 }, { hostname: 'x' }] }));
    expect(parseTaskMessage(envelope(nested), takes)).toMatchObject({ total: 48, events });
  });

  test('what is left is not parsed', () => {
    const text = python(many).replaceAll(/"pid": \d+/g, '"pid": broken');
    expect(parseTaskMessage(envelope(text), () => false)).toEqual({ total: 48, events: [], unreadable: 0 });
  });
});

test('whatever is cut, changed or mixed up, nothing is thrown, and what comes out is as it should be', () => {
  const random = randomOf(11);
  const below = (n: number) => Math.floor(random() * n);
  const bits = ['"', '\\', '{', '}', '[', ']', ',', 'NaN', 'null', '1e999', '-1', '"uuid": "', '}, {"hostname": "', '\ud800', '\0'];
  const mutated = (text: string): string => {
    const at = below(text.length);
    const way = below(4);
    if (way === 0) return text.slice(0, at);
    if (way === 1) return text.slice(0, at) + bits[below(bits.length)] + text.slice(at);
    if (way === 2) return text.slice(0, at) + bits[below(bits.length)] + text.slice(at + 1 + below(40));
    return text.slice(at) + text.slice(0, at);
  };
  let read = 0;
  for (let round = 0; round < 6000; round++) {
    const body = python(random() < 0.5 ? ALL[below(ALL.length)] : ALL.slice(0, 1 + below(ALL.length)));
    let raw = envelope(random() < 0.7 ? mutated(body) : body);
    if (random() < 0.4) raw = mutated(raw);
    for (const takes of [undefined, () => true]) {
      const { total, events, unreadable } = parseTaskMessage(raw, takes);
      expect(events.length + unreadable).toBeLessThanOrEqual(total);
      for (const event of events) {
        expect(Number.isFinite(event.at) && event.at > 0 && event.uuid.length <= 256).toBe(true);
        expect(event.runtime === undefined || event.runtime >= 0).toBe(true);
        expect(event.exception ?? 'KeyError').toMatch(/^[\p{ID_Start}_][\p{ID_Continue}.]*$/u);
        read++;
      }
    }
  }
  expect(read).toBeGreaterThan(1000);
});
