import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { Backend, type TestDatasource } from '../setup/backend';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';

/** Datasources that the plugin's own configuration names, before Grafana asks of them. */
let redis: TestRedis;
let cloudWatch: StrictCloudWatch;
let folder: string;
beforeAll(async () => {
  [redis, cloudWatch, folder] = await Promise.all([startRedis(), StrictCloudWatch.start(), mkdtemp(join(tmpdir(), 'woken-'))]);
});
afterAll(() => Promise.all([redis.stop(), cloudWatch.close(), rm(folder, { recursive: true })]));

test('a mirror that ran before the first request follows what Grafana allows as soon as that is known', async () => {
  const ds: TestDatasource = {
    uid: 'woken',
    url: redis.url,
    jsonData: {
      environment: 'woken',
      queues: ['celery'],
      sampleSeconds: 1,
      mirror: { enabled: true },
      authType: 'keys',
      defaultRegion: 'eu-west-1',
      endpoint: cloudWatch.url,
    },
    secureJsonData: { accessKey: 'AKIDGOOD', secretKey: 's' },
  };
  const config = join(folder, 'datasources.yaml');
  await writeFile(config, JSON.stringify({ datasources: [{ ...ds, name: ds.uid, type: 'backlog-celery-datasource' }] }));
  // Stands for what is known without a request; the harness's requests allow keys as well.
  const backend = await Backend.start({ GF_PLUGIN_CONFIG: config, AWS_AUTH_AllowedAuthProviders: 'default' });
  onTestFinished(() => backend.stop());
  await waitFor('the first sample', 20_000, async () =>
    (await backend.metrics()).includes('backlog_queue_waiting_tasks{broker="woken",queue="celery"} 0'),
  );
  const health = await backend.health(ds);
  expect(health).toMatchObject({ status: 'OK', message: expect.stringContaining('mirroring 2 metrics') });
  await backend.stop();
  expect(cloudWatch.series('Celery/Redis', 'Waiting', { Broker: 'woken', Queue: 'celery' }, 'Maximum', 3600).at(-1)?.value).toBe(0);
});
