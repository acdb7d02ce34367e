import type { BrokerUrl } from './broker-url';
import { escapeGlob } from './redis-glob';

/** The settings that name Celery's channels. */
export interface ChannelSettings {
  readonly keys: { readonly keyPrefix: string };
  readonly connection: { readonly broker: Pick<BrokerUrl, 'db' | 'scheme'> };
  readonly workers: { readonly eventExchange: string; readonly controlExchange: string };
}

/**
 * kombu's `keyprefix_fanout`, `/{db}.`, in front of an exchange name (kombu/transport/redis.py). With Sentinel, kombu before 5.4 never
 * filled in the number, and 5.7 with `sentinel_fanout_compat` uses both forms.
 */
function fanoutPrefixes({ keys: { keyPrefix }, connection: { broker } }: ChannelSettings): string[] {
  const prefixes = [`${keyPrefix}/${broker.db}.`];
  if (broker.scheme === 'sentinel') prefixes.push(`${keyPrefix}/{db}.`);
  return prefixes;
}

/**
 * The channel patterns of one group of events: `worker` for heartbeats, `task` for task events. An ACL must contain exactly these
 * patterns.
 */
export function eventPatterns(settings: ChannelSettings, group: 'worker' | 'task'): string[] {
  return fanoutPrefixes(settings).map((prefix) => `${escapeGlob(prefix + settings.workers.eventExchange)}/${group}.*`);
}

/** The channels on which workers receive remote control commands. */
export function controlChannels(settings: ChannelSettings): string[] {
  return fanoutPrefixes(settings).map((prefix) => `${prefix}${settings.workers.controlExchange}.pidbox`);
}
