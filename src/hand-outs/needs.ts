import { type BrokerUrl, parseBrokerUrl } from '../contract/broker-url';
import type { ChannelSettings } from '../contract/channels';
import { ContractError } from '../contract/problem';
import { DEFAULTS, defaultNamespace } from '../contract/settings/defaults';
import type { BacklogOptions } from '../types';

/** A data source as the settings page holds it: typed in, saved or provisioned, and not yet checked. */
export interface HandOutSource {
  readonly url: string;
  readonly user: string;
  readonly jsonData: BacklogOptions;
}

/** What these settings need of Redis, of AWS and of the Celery app, with the defaults filled in. */
export interface Needs extends ChannelSettings {
  /** Redis ACL user; undefined for the default user. */
  readonly user: string | undefined;
  readonly connection: { readonly broker: BrokerUrl };
  readonly sentinelMaster: string | undefined;
  readonly keys: { readonly keyPrefix: string; readonly unacked: readonly [hash: string, index: string] };
  readonly queues: readonly string[];
  readonly discover: boolean;
  readonly details: boolean;
  readonly ageHeader: string;
  readonly heartbeats: boolean;
  readonly taskEvents: boolean;
  readonly remoteControl: boolean;
  /** The lock of the mirror in Redis, if mirrors take turns. */
  readonly lock?: { readonly prefix: string; readonly url: BrokerUrl | undefined } | undefined;
  readonly mirror: { readonly writes: boolean; readonly reads: boolean; readonly namespace: string; readonly role: string | undefined };
}

/** Undefined while the URL is not one. A value of the wrong type, which the health check reports, counts as absent. */
export function needsOf({ url, user, jsonData: json }: HandOutSource): Needs | undefined {
  const broker = read(url);
  if (!broker) return undefined;
  const mirror = json.mirror ?? {};
  const writes = mirror.enabled === true;
  const naming = mirror.naming ?? DEFAULTS.mirror.naming;
  return {
    user: user || broker.user,
    connection: { broker },
    sentinelMaster: textOf(json.sentinelMaster) || undefined,
    keys: {
      keyPrefix: textOf(json.keyPrefix),
      unacked: [textOf(json.unackedKey) || DEFAULTS.unackedKey, textOf(json.unackedIndexKey) || DEFAULTS.unackedIndexKey],
    },
    workers: {
      eventExchange: textOf(json.eventExchange) || DEFAULTS.eventExchange,
      controlExchange: textOf(json.controlExchange) || DEFAULTS.controlExchange,
    },
    queues: Array.isArray(json.queues) ? json.queues.map(textOf).filter(Boolean) : [],
    discover: json.discover ?? DEFAULTS.discover,
    details: json.details ?? DEFAULTS.details,
    ageHeader: textOf(json.ageHeader) || DEFAULTS.ageHeader,
    heartbeats: json.workerEvents ?? DEFAULTS.workerEvents,
    taskEvents: (json.taskEvents ?? DEFAULTS.taskEvents) === 'listen',
    remoteControl: json.remoteControl ?? DEFAULTS.remoteControl,
    lock:
      writes && mirror.lock === 'redis'
        ? { prefix: textOf(mirror.lockPrefix) || DEFAULTS.mirror.lockPrefix, url: read(textOf(mirror.lockUrl)) }
        : undefined,
    mirror: {
      writes,
      reads: writes || mirror.read === true,
      namespace: textOf(mirror.namespace).trim() || defaultNamespace(naming, broker.host),
      role: textOf(json.assumeRoleArn).trim() || textOf(json.assumeRoleARN).trim() || undefined,
    },
  };
}

function read(url: string): BrokerUrl | undefined {
  try {
    return url.trim() === '' ? undefined : parseBrokerUrl(url);
  } catch (error) {
    if (!(error instanceof ContractError)) throw error;
    return undefined;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
