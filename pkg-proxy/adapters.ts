import type { Settings } from '../src/contract/settings';
import { RedisQueueReader } from './celery/queue-reader';
import { TaskEvents } from './celery/tasks/task-events';
import { RemoteControl } from './celery/workers/remote-control';
import { WorkerEvents } from './celery/workers/worker-events';
import { createCloudWatchArchive } from './cloudwatch/archive/archive';
import { mirrorCost } from './cloudwatch/cost';
import { createCloudWatchStore } from './cloudwatch/store/store';
import type { Adapters } from './queues/monitor/adapters';
import { Environments } from './queues/monitor/environments';
import { minuteLock } from './redis/minute-lock';

/**
 * The real outside world: Redis and CloudWatch.
 * @param grafanaConfig what Grafana last said of itself, such as which AWS identities it allows; absent outside of Grafana
 */
export function realAdapters(grafanaConfig?: () => Readonly<Record<string, string>>): Adapters {
  const environments = new Environments();
  const cloudWatch = ({ mirror, environment, connection }: Settings) => ({
    aws: mirror.aws,
    secrets: mirror.secrets,
    mirror,
    broker: { environment, host: connection.broker.host },
    grafanaConfig,
  });
  return {
    environments,
    reader: (settings) => new RedisQueueReader(settings),
    store: (settings) => createCloudWatchStore(cloudWatch(settings)),
    lock: (settings, series) => minuteLock(settings, series),
    archive: (settings) => createCloudWatchArchive(cloudWatch(settings)),
    cost: ({ mirror }, queues, tasks) => mirrorCost({ mirror, queues, tasks }),
    workerFeed: (settings) => new WorkerEvents(settings),
    taskFeed: (settings) => new TaskEvents(settings),
    workerControl: (settings) => new RemoteControl(settings),
  };
}
