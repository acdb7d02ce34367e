import { Redis } from 'ioredis';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startCelery } from './celery';
import { runPython, startMoto } from './python';
import { startRedis } from './redis';
import { waitFor } from './wait-for';

describe('the servers that other tests start', () => {
  test('Redis asks for its password, and is gone after stop', async () => {
    const redis = await startRedis({ password: 'p@ss: wörd' });
    onTestFinished(redis.stop);
    const client = new Redis(redis.url, { retryStrategy: () => null });
    client.on('error', () => {});
    onTestFinished(() => client.disconnect());
    expect(await client.ping()).toBe('PONG');
    const stranger = new Redis(redis.port, '127.0.0.1', { retryStrategy: () => null });
    stranger.on('error', () => {});
    onTestFinished(() => stranger.disconnect());
    await expect(stranger.ping()).rejects.toThrow('NOAUTH');
    await redis.stop();
    expect(() => process.kill(redis.pid, 0)).toThrow('ESRCH');
  });

  test('Celery: what is sent is counted by kombu, and a worker takes it away', async () => {
    const redis = await startRedis();
    onTestFinished(redis.stop);
    const producer = await startCelery({ broker: redis.url });
    onTestFinished(producer.stop);
    await producer.send({ queue: 'emails', count: 5 });
    await producer.send({ queue: 'emails', count: 2, priority: 9 });
    expect(await producer.counts(['emails', 'nobody'])).toEqual([7, 0]);
    const worker = await startCelery({ broker: redis.url, consume: ['emails'] });
    onTestFinished(worker.stop);
    await waitFor('the worker to empty the queue', 30_000, async () => (await producer.counts(['emails']))[0] === 0);
  });

  test('moto takes metrics and forgets them', async () => {
    const moto = await startMoto();
    onTestFinished(moto.stop);
    const cloudwatch = `
import boto3
c = boto3.client('cloudwatch', endpoint_url='${moto.url}', region_name='eu-west-1', aws_access_key_id='a', aws_secret_access_key='b')
`;
    await runPython(`${cloudwatch}c.put_metric_data(Namespace='Celery', MetricData=[{'MetricName': 'Waiting', 'Value': 1}])`);
    const names = `${cloudwatch}print([m['MetricName'] for m in c.list_metrics()['Metrics']])`;
    expect((await runPython(names)).trim()).toBe("['Waiting']");
    await moto.reset();
    expect((await runPython(names)).trim()).toBe('[]');
  });
});
