import type { Settings } from '../../../src/contract/settings';

export type ChannelSettings = Pick<Settings, 'keyPrefix' | 'workers'> & { readonly broker: Pick<Settings['broker'], 'db' | 'scheme'> };

/**
 * kombu's `keyprefix_fanout`, `/{db}.`, in front of an exchange's name (kombu/transport/redis.py). Behind Sentinel kombu before
 * 5.4 never filled in the number, and 5.7 with `sentinel_fanout_compat` uses both forms.
 */
function fanoutPrefixes({ keyPrefix, broker }: ChannelSettings): string[] {
  const prefixes = [`${keyPrefix}/${broker.db}.`];
  if (broker.scheme === 'sentinel') prefixes.push(`${keyPrefix}/{db}.`);
  return prefixes;
}

/** What is said of workers alone, without the events of tasks. An ACL must name these patterns letter by letter. */
export function workerEventPatterns(settings: ChannelSettings): string[] {
  return fanoutPrefixes(settings).map((prefix) => `${escapeGlob(prefix + settings.workers.eventExchange)}/worker.*`);
}

/** Where workers listen for what they are asked. */
export function controlChannels(settings: ChannelSettings): string[] {
  return fanoutPrefixes(settings).map((prefix) => `${prefix}${settings.workers.controlExchange}.pidbox`);
}

/** Redis's patterns in PSUBSCRIBE and in ACL rules. */
export function escapeGlob(text: string): string {
  return text.replace(/[\\*?[\]^]/g, '\\$&');
}
