import { escapeGlob } from '../../src/contract/redis-glob';
import type { KeySettings } from '../../src/contract/settings';
import type { Binding } from './bindings';

/**
 * kombu's key names in Redis; source: kombu/transport/redis.py and virtual/base.py, unchanged from 4.6 to 5.7. The prefix is in front of
 * every key, but not inside set members.
 */
export type KeyLayout = KeySettings;

/** The lists of a queue, one per step. Step 0 has no suffix, as in kombu's `_q_for_pri`. */
export function listKeys(layout: KeyLayout, queue: string): string[] {
  const base = layout.keyPrefix + queue;
  return layout.prioritySteps.map((step) => (step === 0 ? base : `${base}${layout.separator}${step}`));
}

const BINDING = '_kombu.binding.';

/** SCAN pattern of the binding sets. kombu 5.7's `_kombu.binding_permanent.*` and `_kombu.binding_deadlines` do not match. */
export function bindingPattern(layout: KeyLayout): string {
  return `${escapeGlob(layout.keyPrefix)}${BINDING}*`;
}

/** Whether a binding set is internal to Celery: events, remote control and its replies. */
export function isInternalBinding(layout: KeyLayout, key: string): boolean {
  const exchange = exchangeOf(layout, key);
  return exchange === 'celeryev' || exchange.endsWith('.pidbox');
}

/**
 * Parses a member of a binding set, `routing_key sep pattern sep queue`. The separator may also occur in names (Celery's documentation
 * recommends `:`), so the usual case of a queue bound under its own name is tried first.
 */
export function readBinding(layout: KeyLayout, member: string): Binding | undefined {
  const { separator } = layout;
  const between = separator + separator;
  const half = (member.length - between.length) / 2;
  if (
    Number.isInteger(half) &&
    half > 0 &&
    member.startsWith(between, half) &&
    member.slice(0, half) === member.slice(half + between.length)
  ) {
    const queue = member.slice(0, half);
    return { queue, routingKey: queue, pattern: '' };
  }
  const [routingKey = '', pattern = '', queue = '', ...more] = member.split(separator);
  if (more.length === 0 && queue !== '') return { queue, routingKey, pattern };
  const at = member.indexOf(between);
  const rest = at >= 0 ? member.slice(at + between.length) : member.slice(member.lastIndexOf(separator) + separator.length);
  return rest === '' ? undefined : { queue: rest, routingKey: at >= 0 ? member.slice(0, at) : '', pattern: '' };
}

/** The exchange that a binding set belongs to. */
export function exchangeOf(layout: KeyLayout, key: string): string {
  return key.slice(layout.keyPrefix.length + BINDING.length);
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Whether a queue is internal to Celery: remote control, events, broadcasts, `rpc://` results, anonymous queues. */
export function isInternalQueue(queue: string): boolean {
  return (
    queue.endsWith('.pidbox') ||
    queue.startsWith('celeryev.') ||
    queue.startsWith('bcast.') ||
    queue.startsWith('amq.gen-') ||
    UUID.test(queue)
  );
}
