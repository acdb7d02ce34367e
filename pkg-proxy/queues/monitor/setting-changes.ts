import type { Settings } from '../../../src/contract/settings';
import { isSame } from '../../../src/contract/settings/same';

/**
 * Which parts of a running datasource a change of settings replaces. The other parts keep running with the new settings. Whole groups
 * are compared, minus the fields that are known not to matter, so that a new field counts by default.
 */
export interface SettingChanges {
  /** Different queues: nothing known about the old ones is kept. */
  readonly queues: boolean;
  /** How to connect to the broker and read it. */
  readonly connection: boolean;
  readonly workers: boolean;
  /** What the mirror stores, for which queues, where, and with which credentials. The archive reads it there. */
  readonly mirror: boolean;
}

export function settingChanges(before: Settings, after: Settings): SettingChanges {
  const changed = (part: (settings: Settings) => unknown) => !isSame(part(before), part(after));
  const queues = changed(queuesOf);
  const connection = queues || changed(({ connection, keys }) => ({ connection, keys }));
  // The lock uses the broker's connection settings, or at least its certificates.
  const locks = before.mirror.lock !== 'none' || after.mirror.lock !== 'none';
  return {
    queues,
    connection,
    workers: connection || changed(({ workers }) => workers),
    mirror: queues || changed(mirrorOf) || (locks && connection),
  };
}

/** What identifies the queues: the server and the keys. The keys of unacknowledged tasks do not matter. */
function queuesOf({ connection: { broker, sentinelMaster }, keys: { unackedKey, unackedIndexKey, ...lists } }: Settings): unknown {
  const { nodes, path, db } = broker;
  return { nodes, path, db, sentinelMaster, lists };
}

/** What is mirrored, and under which name. How often the broker is read, and in which detail, does not matter. */
function mirrorOf({ environment, mirror, workers, sampling: { discover, sampleSeconds, details, ...shown } }: Settings): unknown {
  const tasks = mirror.taskMeasures.length > 0 && workers.taskEvents !== 'off';
  return { environment, mirror, shown, tasks };
}
