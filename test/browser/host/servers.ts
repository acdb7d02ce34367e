import { StrictCloudWatch } from '../../../demo/cloudwatch/strict-cloudwatch';
import { startWorkbench, type Workbench } from '../../../workbench/server';
import { startCelery, type TestCelery } from '../../setup/celery';
import { startRedis, type TestRedis } from '../../setup/redis';

export const PASSWORD = 'correct horse, battery: staple';
export const ACCESS_KEY = 'AKIDGOOD';

/** What the specs of one worker look at: real servers with real content. */
export interface Servers {
  readonly redis: TestRedis;
  readonly celery: TestCelery;
  readonly cloudWatch: StrictCloudWatch;
  readonly workbench: Workbench;
  stop(): Promise<void>;
}

/**
 * Starts a Redis with a password, sends tasks to the queues `emails` (3) and `images` (1), and starts CloudWatch and the workbench
 * with the data source `celery` on it. What was started is stopped again when a later part fails.
 */
export async function startServers(): Promise<Servers> {
  const started: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    const redis = await startRedis({ password: PASSWORD });
    started.push(redis.stop);
    const celery = await startCelery({ broker: redis.url });
    started.push(celery.stop);
    await celery.send({ queue: 'emails', count: 3 });
    await celery.send({ queue: 'images' });
    const cloudWatch = await StrictCloudWatch.start({ accessKeys: [ACCESS_KEY] });
    started.push(() => cloudWatch.close());
    const url = `redis://127.0.0.1:${redis.port}/0`;
    const jsonData = { authType: 'keys', defaultRegion: 'eu-west-1', endpoint: cloudWatch.url };
    const secureJsonData = { password: PASSWORD, accessKey: ACCESS_KEY, secretKey: `secret-of-${ACCESS_KEY}` };
    const workbench = await startWorkbench({ datasources: [{ uid: 'celery', name: 'celery', url, jsonData, secureJsonData }] });
    started.push(workbench.stop);
    return { redis, celery, cloudWatch, workbench, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
