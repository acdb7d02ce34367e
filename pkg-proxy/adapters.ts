import { mirrorCost } from './cloudwatch/cost';
import { createCloudWatchStore } from './cloudwatch/store';
import type { Adapters } from './queues/monitor';
import { RedisQueueReader } from './redis/reader';

/** The real outside world: Redis and CloudWatch. */
export function realAdapters(grafanaConfig?: Readonly<Record<string, string>>): Adapters {
  return {
    reader: (settings) => new RedisQueueReader(settings),
    store: ({ aws, secrets, mirror, environment, broker }) =>
      createCloudWatchStore({ aws, secrets, mirror, broker: { environment, host: broker.host }, grafanaConfig }),
    cost: ({ mirror }, queues) => mirrorCost({ mirror, queues }),
  };
}
