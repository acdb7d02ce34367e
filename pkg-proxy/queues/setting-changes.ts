import type { Settings } from '../../src/contract/settings';
import { isSame } from '../../src/contract/settings/same';

/**
 * What of a running datasource a change of settings renews. The rest goes on, and is told the new settings. Whole groups are compared,
 * or groups without the fields that are known not to matter: a field that is added to one counts.
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
  const changed = (part: (settings: Settings) => unknown) => !isSame(part(before), part(after));
  const queues = changed(queuesOf);
  const connection = queues || changed(({ connection, keys }) => ({ connection, keys }));
  // A lock connects as the broker does, or with its certificates.
  const locks = before.mirror.lock !== 'none' || after.mirror.lock !== 'none';
  return {
    queues,
    connection,
    workers: connection || changed(({ workers }) => workers),
    mirror: queues || changed(mirrorOf) || (locks && connection),
  };
}

/** Which queues are meant: on which server, and by which keys. Where unacknowledged tasks are kept makes no other queues. */
function queuesOf({ connection: { broker, sentinelMaster }, keys: { unackedKey, unackedIndexKey, ...lists } }: Settings): unknown {
  const { nodes, path, db } = broker;
  return { nodes, path, db, sentinelMaster, lists };
}

/** What is mirrored, and as what. How often the broker is read, and what else of it, makes no difference. */
function mirrorOf({ environment, mirror, workers, sampling: { discover, sampleSeconds, details, ...shown } }: Settings): unknown {
  const tasks = mirror.taskMeasures.length > 0 && workers.taskEvents !== 'off';
  return { environment, mirror, shown, tasks };
}
