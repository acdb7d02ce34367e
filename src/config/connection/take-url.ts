import { t } from '@grafana/i18n';
import type { BacklogSecrets } from '../../types';
import type { SectionProps } from '../section';
import { readBrokerUrl, splitBrokerUrl, splitPassword } from './split-broker-url';

type Options = SectionProps['options'];

type SecretName = keyof BacklogSecrets;

export interface Taken {
  readonly options: Options;
  readonly forgotten?: ForgottenSecrets | undefined;
}

/** Secrets that were removed because the URL changed, and the server they were for. */
export interface ForgottenSecrets {
  readonly names: readonly SecretName[];
  readonly of: string;
}

/** Secrets that are sent to a server whose URL can change. */
const SECRETS = ['password', 'sentinelPassword', 'lockPassword'] as const satisfies readonly SecretName[];

/**
 * The settings with a new broker URL. Its user and password move to their own fields and replace both old ones. If it has none, the old
 * ones stay only for the same hosts: a password is never sent to a host it was not given for.
 * @param before the URL that user and password were given for
 */
export function takeBrokerUrl(options: Options, text: string, before: string, pasted: boolean): Taken {
  const { url, user: named, password } = splitBrokerUrl(text);
  const moved = isElsewhere(before, url);
  const replaced = named !== undefined || password !== undefined || (moved && pasted);
  const user = replaced ? (named ?? '') : options.user;
  const secrets: Partial<BacklogSecrets> = {
    ...((replaced || (moved && isStored(options, 'password'))) && { password: password ?? '' }),
    ...(moved && (pasted || isStored(options, 'sentinelPassword')) && { sentinelPassword: '' }),
  };
  return {
    options: withSecrets(url === options.url && user === options.user ? options : { ...options, url, user }, secrets),
    forgotten: forgottenOf(options, secrets, before),
  };
}

/**
 * The settings with a new URL for the lock; an empty one means the broker. The user stays in the URL.
 * @param before the URL that the password was given for
 */
export function takeLockUrl(options: Options, text: string, before: string): Taken {
  const { url, password } = splitPassword(text);
  const moved = url === '' || isElsewhere(before, url) || isSomeoneElse(before, url);
  const secrets = password !== undefined || moved ? { lockPassword: password ?? '' } : {};
  const mirror = { ...options.jsonData.mirror, lockUrl: url || undefined };
  return {
    options: withSecrets({ ...options, jsonData: { ...options.jsonData, mirror } }, secrets),
    forgotten: forgottenOf(options, secrets, before),
  };
}

/** Sets secrets. An empty one is removed when the settings are saved. */
function withSecrets(options: Options, secrets: Partial<BacklogSecrets>): Options {
  const changed = Object.entries(secrets).filter(([name, secret]) => secret !== '' || isThere(options, name));
  if (changed.length === 0) return options;
  return {
    ...options,
    secureJsonData: { ...options.secureJsonData, ...Object.fromEntries(changed) },
    secureJsonFields: { ...options.secureJsonFields, ...Object.fromEntries(changed.map(([name]) => [name, false])) },
  };
}

function forgottenOf(options: Options, secrets: Partial<BacklogSecrets>, before: string): ForgottenSecrets | undefined {
  const names = SECRETS.filter((name) => secrets[name] === '' && isThere(options, name));
  return names.length === 0 ? undefined : { names, of: read(before)?.label ?? t('config.connection.oldUrl', 'the old URL') };
}

function isStored(options: Options, name: string): boolean {
  return options.secureJsonFields?.[name] === true;
}

function isThere(options: Options, name: string): boolean {
  return isStored(options, name) || Boolean(options.secureJsonData && Reflect.get(options.secureJsonData, name));
}

/** Whether two valid URLs have no host in common. */
function isElsewhere(before: string, after: string): boolean {
  const [old, now] = [hostsOf(before), hostsOf(after)];
  return old.length > 0 && now.length > 0 && !now.some((host) => old.includes(host));
}

function hostsOf(url: string): readonly string[] {
  const broker = read(url);
  if (!broker) return [];
  return broker.scheme === 'socket' ? [broker.host] : broker.nodes.map(({ host }) => host.toLowerCase());
}

function isSomeoneElse(before: string, after: string): boolean {
  const [old, now] = [read(before), read(after)];
  return old !== undefined && now !== undefined && old.user !== now.user;
}

function read(url: string) {
  const broker = readBrokerUrl(url);
  return broker && 'scheme' in broker ? broker : undefined;
}
