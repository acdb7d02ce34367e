import type { Settings } from '../src/contract/settings';
import { createCloudWatchArchive } from './cloudwatch/archive/archive';
import { mirrorCost } from './cloudwatch/cost';
import { createCloudWatchStore } from './cloudwatch/store/store';
import type { Adapters } from './queues/monitor';
import { RedisQueueReader } from './redis/reader';

/** The real outside world: Redis and CloudWatch. */
export function realAdapters(grafanaConfig?: Readonly<Record<string, string>>): Adapters {
  const cloudWatch = ({ aws, secrets, mirror, environment, broker }: Settings) => ({
    aws,
    secrets,
    mirror,
    broker: { environment, host: broker.host },
    grafanaConfig,
  });
  return {
    reader: (settings) => new RedisQueueReader(settings),
    store: (settings) => createCloudWatchStore(cloudWatch(settings)),
    archive: (settings) => createCloudWatchArchive(cloudWatch(settings)),
    cost: ({ mirror }, queues) => mirrorCost({ mirror, queues }),
  };
}
