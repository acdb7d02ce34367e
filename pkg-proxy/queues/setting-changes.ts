import { isDeepStrictEqual } from 'node:util';
import type { Secrets, Settings } from '../../src/contract/settings';

/**
 * What of a running datasource a change of settings touches. But for the queues themselves, each part is compared by all settings
 * except those that are known not to touch it: a setting that is added later counts until it is named here.
 */
export interface SettingChanges {
  /** Other queues than before: nothing that is known of them goes on. */
  readonly queues: boolean;
  /** How the broker is connected to and read. */
  readonly connection: boolean;
  readonly workers: boolean;
  /** What is kept of which queues, where, and by whose credentials; the archive reads it there. */
  readonly mirror: boolean;
}

export function settingChanges(before: Settings, after: Settings): SettingChanges {
  const changed = (part: (settings: Settings) => unknown) => !isDeepStrictEqual(part(before), part(after));
  const queues = changed(queuesOf);
  const connection = queues || changed(connectionOf);
  // A lock connects as the broker does, or with its certificates.
  const locks = before.mirror.lock !== 'none' || after.mirror.lock !== 'none';
  return {
    queues,
    connection,
    workers: connection || changed(({ workers }) => workers),
    mirror: queues || changed(mirrorOf) || (locks && connection),
  };
}

/** Which queues are meant: on which server, and by which keys. */
function queuesOf({ broker: { nodes, path, db }, sentinelMaster, keyPrefix, separator, prioritySteps }: Settings): unknown {
  return { nodes, path, db, sentinelMaster, keyPrefix, separator, prioritySteps };
}

function connectionOf(settings: Settings): unknown {
  const { uid, name, environment, advice, ...read } = settings;
  const { queues, discover, include, exclude, sampleSeconds, thresholds, details, workers, tasks, mirror, aws, secrets, ...rest } = read;
  return { ...rest, secrets: allBut(secrets, ['accessKey', 'secretKey', 'sessionToken', 'lockPassword']) };
}

function mirrorOf(settings: Settings): unknown {
  const { uid, name, broker, user, sentinelMaster, tls, keyPrefix, separator, prioritySteps, unackedKey, unackedIndexKey, advice, ...of } =
    settings;
  const { discover, sampleSeconds, thresholds, details, workers, tasks, secrets, ...rest } = of;
  return { ...rest, secrets: allBut(secrets, ['password', 'sentinelPassword', 'tlsCACert', 'tlsClientCert', 'tlsClientKey']) };
}

/** Secrets by name. They are not enumerable where they come from, and nobody keeps this. */
function allBut(secrets: Secrets, names: readonly (keyof Secrets)[]): ReadonlyMap<string, unknown> {
  const others = Object.getOwnPropertyNames(secrets).filter((name) => !names.some((known) => known === name));
  // One that is not set is as good as one that is not there.
  return new Map(others.filter((name) => Reflect.get(secrets, name) !== undefined).map((name) => [name, Reflect.get(secrets, name)]));
}
