import { CONTROL_METHODS, type ControlMethod } from '../../queues/ports/worker-control';

export interface ControlRequest {
  readonly method: ControlMethod;
  /** Celery's `control_exchange`. */
  readonly exchange: string;
  /** By which the answers are told from others', a UUID. */
  readonly ticket: string;
  /** Names the list of the answers, a UUID. */
  readonly replyTo: string;
  /** A UUID. A worker ends when there is none. */
  readonly deliveryTag: string;
  /** Epoch seconds. */
  readonly expires: number;
}

/**
 * The one message that is ever sent to workers, as kombu's own `Mailbox._publish` (kombu/pidbox.py) puts it on Redis. Workers
 * trust it blindly: without `properties` or `delivery_tag` they end, without `method` they stop consuming. So nothing else in
 * this program may make one.
 * @throws TypeError for a method that is not on the list
 */
export function controlEnvelope({ method, exchange, ticket, replyTo, deliveryTag, expires }: ControlRequest): string {
  if (!CONTROL_METHODS.includes(method)) throw new TypeError(`expected one of ${CONTROL_METHODS.join(', ')} to ask workers, got ${method}`);
  for (const [name, value] of Object.entries({ exchange, ticket, replyTo, deliveryTag })) {
    if (value === '') throw new TypeError(`expected a ${name} for what workers are asked, got nothing`);
  }
  const body = {
    method,
    arguments: {},
    destination: null,
    pattern: null,
    matcher: null,
    ticket,
    reply_to: { exchange: replyExchange(exchange), routing_key: replyTo },
  };
  return JSON.stringify({
    body: Buffer.from(JSON.stringify(body)).toString('base64'),
    'content-encoding': 'utf-8',
    'content-type': 'application/json',
    headers: { clock: 1, expires },
    properties: {
      delivery_mode: 2,
      delivery_info: { exchange: `${exchange}.pidbox`, routing_key: '' },
      priority: 0,
      body_encoding: 'base64',
      delivery_tag: deliveryTag,
    },
  });
}

export function replyExchange(exchange: string): string {
  return `reply.${exchange}.pidbox`;
}

/** The list to which workers push their answers, without prefix. */
export function replyQueue(exchange: string, replyTo: string): string {
  return `${replyTo}.${replyExchange(exchange)}`;
}
