import { readBrokerUrl, splitBrokerUrl } from '../config/connection/split-broker-url';
import type { BrokerScheme } from '../contract/broker-url-query';
import type { Needs } from './needs';

/** A form of `CELERY_BROKER_URL`, and what the fields of the settings page hold after it was pasted. */
export interface BrokerUrlForm {
  readonly scheme: BrokerScheme;
  readonly celery: string;
  readonly url: string;
  readonly user: string | undefined;
  readonly hasPassword: boolean;
  readonly db: number;
  /** Whether these settings have this form. */
  readonly isOwn: boolean;
}

/** What stands in for a host and a path where these settings have none. */
const HOST = 'redis.example.com';
const PATH = '/run/redis/redis.sock';
const PORTS = { redis: 6379, sentinel: 26379 };
const SCHEMES: readonly BrokerScheme[] = ['redis', 'rediss', 'socket', 'sentinel'];

/**
 * The forms that Celery takes, with host, database and user of these settings. `password` stands for the real one.
 * @param hasPassword whether one is set
 */
export function brokerUrlForms(needs: Needs, hasPassword: boolean): readonly BrokerUrlForm[] {
  const { broker } = needs.connection;
  return SCHEMES.map((scheme) => {
    const celery = formOf(scheme, needs, hasPassword);
    const taken = splitBrokerUrl(celery);
    const read = readBrokerUrl(taken.url);
    return {
      scheme,
      celery,
      url: taken.url,
      user: taken.user,
      hasPassword: taken.password !== undefined,
      db: read && 'db' in read ? read.db : broker.db,
      isOwn: scheme === broker.scheme,
    };
  });
}

function formOf(scheme: BrokerScheme, { connection: { broker }, user }: Needs, hasPassword: boolean): string {
  const login = `${user === undefined ? '' : encodeURIComponent(user)}${hasPassword ? ':password' : ''}`;
  const at = login && `${login}@`;
  if (scheme === 'socket') return `redis+socket://${at}${broker.path ?? PATH}?virtual_host=${broker.db}`;
  const host = broker.path === undefined ? broker.host : HOST;
  const port = broker.path === undefined && isSentinel(scheme) === isSentinel(broker.scheme) ? broker.port : portOf(scheme);
  const nodes = scheme === 'sentinel' && broker.scheme === 'sentinel' ? broker.nodes : [{ host, port }];
  return nodes.map((node) => `${scheme}://${at}${bracketed(node.host)}:${node.port}/${broker.db}`).join(';');
}

const isSentinel = (scheme: BrokerScheme) => scheme === 'sentinel';
const portOf = (scheme: BrokerScheme) => PORTS[isSentinel(scheme) ? 'sentinel' : 'redis'];

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}
