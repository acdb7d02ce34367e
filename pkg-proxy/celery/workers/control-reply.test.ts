import { expect, test } from 'vitest';
import type { ControlMethod } from '../../queues/ports/worker-control';
import { parseReply } from './control-reply';

const reply = (body: unknown, more: object = {}) =>
  JSON.stringify({
    body: Buffer.from(JSON.stringify(body)).toString('base64'),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: { ticket: 'T', clock: 3 },
    properties: { delivery_mode: 1, body_encoding: 'base64', delivery_tag: 'x' },
    ...more,
  });
const SECRET = 'redis://user:secretpw@127.0.0.1:6399/0';
const TASK = {
  id: 'i1',
  name: 'lab.pay',
  args: [SECRET],
  kwargs: { card: SECRET },
  type: 'lab.pay',
  hostname: 'w1@vm',
  time_start: 1795350796.07,
  acknowledged: true,
  delivery_info: { exchange: '', routing_key: 'celery', priority: 0, redelivered: false },
  worker_pid: 12,
};
const STATS = {
  total: { 'lab.add': 3 },
  pid: 1,
  clock: '62',
  uptime: 50,
  pool: { implementation: 'celery.concurrency.prefork:TaskPool', 'max-concurrency': 2, processes: [5, 6] },
  broker: { hostname: 'h', alternates: [SECRET], transport_options: { sentinel_kwargs: { password: SECRET } } },
  prefetch_count: 9,
};
const KEPT = { id: 'i1', name: 'lab.pay', routingKey: 'celery', startedAt: 1795350796.07 };

test.each<[ControlMethod, unknown, unknown]>([
  ['ping', { ok: 'pong' }, 'pong'],
  ['active_queues', [{ name: 'emails', exchange: { name: SECRET } }, { name: 'celery' }, { nothing: 1 }], ['emails', 'celery']],
  ['stats', STATS, { pool: 2, prefetch: 9, uptime: 50, total: { 'lab.add': 3 } }],
  ['active', [TASK], [KEPT]],
  ['reserved', [TASK, {}], [KEPT]],
  ['scheduled', [{ eta: '2026-11-22T12:33:36', priority: 6, request: TASK }], [{ ...KEPT, eta: '2026-11-22T12:33:36' }]],
  ['registered', ['lab.add [rate_limit=10/m]', 'lab.fail'], ['lab.add [rate_limit=10/m]', 'lab.fail']],
])('%s: what is needed, and nothing else', (method, said, value) => {
  const parsed = parseReply(method, reply({ 'w1@vm': said }));
  expect(parsed).toEqual({ ticket: 'T', worker: 'w1@vm', value });
  expect(JSON.stringify(parsed)).not.toContain('secretpw');
});

test.each<[string, string, string]>([
  ['an error of the worker', reply({ 'w1@vm': { error: "KeyError('zzz')" } }), "KeyError('zzz')"],
  [
    'pickle',
    reply('x', { 'content-type': 'application/x-python-serialize', 'content-encoding': 'binary' }),
    'unsupported: it answers in pickle, not in JSON',
  ],
  ['another form', reply({ 'w1@vm': 'well' }), 'unsupported: its answer to stats is not understood'],
])('%s is told', (_, raw, refused) => expect(parseReply('stats', raw)).toMatchObject({ ticket: 'T', refused }));

test.each(['', 'hello', '[]', '{"body":"e30="}'])('%j is no answer', (raw) => expect(parseReply('ping', raw)).toBeUndefined());

test('of a worker that holds very many tasks only the first are taken over', () => {
  const parsed = parseReply('reserved', reply({ w: Array.from({ length: 20_000 }, () => TASK) }));
  expect(parsed?.value?.length).toBe(10_000);
});
