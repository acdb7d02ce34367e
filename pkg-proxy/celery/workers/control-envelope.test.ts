import { expect, test } from 'vitest';
import { CONTROL_METHODS, type ControlMethod } from '../../queues/ports/worker-control';
import { controlEnvelope } from './control-envelope';

const REQUEST = {
  method: 'stats',
  exchange: 'celery',
  ticket: '6715eb71-0000-4000-8000-000000000001',
  replyTo: '2ca33298-0000-4000-8000-000000000002',
  deliveryTag: '2ea74d39-0000-4000-8000-000000000003',
  expires: 1795350540.36,
} as const;

/** Letter by letter what was captured from kombu and tried on workers of Celery 5.2, 5.6 and 5.7. */
test('the envelope, to the byte', () => {
  const body =
    '{"method":"stats","arguments":{},"destination":null,"pattern":null,"matcher":null,"ticket":"6715eb71-0000-4000-8000-000000000001","reply_to":{"exchange":"reply.celery.pidbox","routing_key":"2ca33298-0000-4000-8000-000000000002"}}';
  expect(controlEnvelope(REQUEST)).toBe(
    `{"body":"${Buffer.from(body).toString('base64')}","content-encoding":"utf-8","content-type":"application/json","headers":{"clock":1,"expires":1795350540.36},"properties":{"delivery_mode":2,"delivery_info":{"exchange":"celery.pidbox","routing_key":""},"priority":0,"body_encoding":"base64","delivery_tag":"2ea74d39-0000-4000-8000-000000000003"}}`,
  );
});

test.each(CONTROL_METHODS)('%s has all without which a worker would end or go deaf', (method) => {
  const envelope = JSON.parse(controlEnvelope({ ...REQUEST, method }));
  expect(envelope.properties).toMatchObject({ delivery_tag: REQUEST.deliveryTag, delivery_info: { exchange: 'celery.pidbox' } });
  const body = JSON.parse(Buffer.from(envelope.body, 'base64').toString());
  expect(body).toMatchObject({ method, arguments: {}, ticket: REQUEST.ticket });
});

test.each(['shutdown', 'revoke', 'pool_grow', 'add_consumer', 'enable_events', 'active', '__proto__', '', 'Stats'])(
  '"%s" is refused',
  (method) => {
    const wrong: unknown = method;
    expect(() => controlEnvelope({ ...REQUEST, method: wrong as ControlMethod })).toThrow(TypeError);
  },
);

test.each(['exchange', 'ticket', 'replyTo', 'deliveryTag'])('so is an empty %s', (name) => {
  expect(() => controlEnvelope({ ...REQUEST, [name]: '' })).toThrow(TypeError);
});
