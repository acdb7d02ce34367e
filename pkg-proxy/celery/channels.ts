import type { Settings } from '../../src/contract/settings';
import { escapeGlob } from '../redis/glob';

/** How and under which names workers are spoken with. */
export type WorkerChannels = Pick<Settings, 'connection' | 'keys' | 'workers'>;

/**
 * kombu's `keyprefix_fanout`, `/{db}.`, in front of an exchange's name (kombu/transport/redis.py). Behind Sentinel kombu before
 * 5.4 never filled in the number, and 5.7 with `sentinel_fanout_compat` uses both forms.
 */
function fanoutPrefixes({ keys: { keyPrefix }, connection: { broker } }: WorkerChannels): string[] {
  const prefixes = [`${keyPrefix}/${broker.db}.`];
  if (broker.scheme === 'sentinel') prefixes.push(`${keyPrefix}/{db}.`);
  return prefixes;
}

/**
 * The channels of the events of one group: `worker` for heartbeats, `task` for the steps of tasks. An ACL must name these patterns
 * letter by letter.
 */
export function eventPatterns(settings: WorkerChannels, group: 'worker' | 'task'): string[] {
  return fanoutPrefixes(settings).map((prefix) => `${escapeGlob(prefix + settings.workers.eventExchange)}/${group}.*`);
}

/** Where workers listen for what they are asked. */
export function controlChannels(settings: WorkerChannels): string[] {
  return fanoutPrefixes(settings).map((prefix) => `${prefix}${settings.workers.controlExchange}.pidbox`);
}
