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
const STATS = {
  total: { 'lab.add': 3 },
  pid: 1,
  clock: '62',
  uptime: 50,
  pool: { implementation: 'celery.concurrency.prefork:TaskPool', 'max-concurrency': 2, processes: [5, 6] },
  broker: { hostname: 'h', alternates: [SECRET], transport_options: { sentinel_kwargs: { password: SECRET } } },
  prefetch_count: 9,
};

test.each<[ControlMethod, unknown, unknown]>([
  ['active_queues', [{ name: 'emails', exchange: { name: SECRET } }, { name: 'celery' }, { nothing: 1 }], ['emails', 'celery']],
  ['stats', STATS, { pool: 2, prefetch: 9 }],
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

test.each(['', 'hello', '[]', '{"body":"e30="}'])('%j is no answer', (raw) => expect(parseReply('stats', raw)).toBeUndefined());

test('of very many queues only the first are taken over', () => {
  const parsed = parseReply('active_queues', reply({ w: Array.from({ length: 20_000 }, (_, i) => ({ name: `q${i}` })) }));
  expect(parsed?.value?.length).toBe(10_000);
});
