import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { readProvisioning } from '../../pkg-proxy/provisioning/provisioning';
import { ROOT } from '../../setup/paths.mjs';
import { MEASURE_INFO } from '../../src/contract/measures';
import { parseSettings } from '../../src/contract/parse-settings';
import { Started } from '../protocol/launch';
import { freePort } from '../setup/free-port';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';
import { cloudFormation } from './cloudformation';
import { ACCOUNT_ID, PARAMETERS, REGION } from './parameters';

const execute = promisify(execFile);
const CONFIG = join(ROOT, 'deploy', 'datasources.yaml');
const { Broker, Namespace, RedisPasswordSecretArn } = PARAMETERS.mirror;
const { Queue } = PARAMETERS.workers;

// Terraform says the same: same.test.ts.
const { tasks, roles } = cloudFormation('mirror');
const pairs = z
  .array(z.object({ name: z.string(), value: z.string() }))
  .transform((list) => Object.fromEntries(list.map((p) => [p.name, p.value])));
const task = z
  .object({
    executionRole: z.string(),
    taskRole: z.string(),
    containers: z.tuple([
      z.object({
        environment: pairs,
        secrets: z.array(z.object({ name: z.string(), valueFrom: z.string() })),
        healthCheck: z.object({ command: z.tuple([z.literal('CMD'), z.literal('node')], z.string()) }),
        stopTimeout: z.number(),
        logConfiguration: z.object({ options: z.record(z.string(), z.string()) }),
      }),
    ]),
  })
  .parse(tasks.task);
const [container] = task.containers;
const environment = { ...container.environment, ...Object.fromEntries(container.secrets.map(({ name }) => [name, 'of-redis'])) };

/** What the alarms and the scaling read, of our namespace. */
const read = [cloudFormation('mirror'), cloudFormation('workers')].flatMap(({ alarms, policies }) =>
  [...Object.values(alarms), ...Object.values(policies).flatMap(({ tracking }) => tracking ?? [])].flatMap(({ queries }) =>
    queries.flatMap(({ metric }) => (metric?.namespace === Namespace ? [metric] : [])),
  ),
);

describe('the settings of the mirror in ECS', () => {
  test('take every variable from the task, and leave none unused', () => {
    const used = readFileSync(CONFIG, 'utf8').match(/\$BACKLOG_\w+/g) ?? [];
    expect(used.map((name) => name.slice(1)).sort()).toEqual(Object.keys(environment).sort());
  });

  test('are right, and mirror what the alarms and the scaling read', async () => {
    const {
      datasources: [raw],
    } = await readProvisioning([CONFIG], environment);
    const settings = parseSettings(raw!);
    expect(settings).toMatchObject({
      environment: Broker,
      sampling: { queues: [Queue] },
      connection: { user: 'grafana', secrets: { password: 'of-redis' } },
      mirror: { enabled: true, namespace: Namespace, naming: 'dimensions', aws: { authType: 'default', defaultRegion: REGION } },
    });
    const written = settings.mirror.measures.map((measure) => MEASURE_INFO[measure].metric);
    expect([...new Set(read.map(({ name }) => name))].sort()).toEqual(['ScrapeOk', ...written].sort());
  });
});

describe('the roles', () => {
  const allowed = (role: string) => Object.values(roles[role]?.policies ?? {});
  const statement = (Sid: string, Action: unknown, Resource: string, more = {}) => ({
    Version: '2012-10-17',
    Statement: [{ Sid, Effect: 'Allow', Action, Resource, ...more }],
  });

  test('the mirror may write its namespace and nothing else', () => {
    const condition = { Condition: { StringEquals: { 'cloudwatch:namespace': Namespace } } };
    expect(allowed('writer_role')).toEqual([statement('MirrorWrite', 'cloudwatch:PutMetricData', '*', condition)]);
    expect(roles.writer_role?.managed).toEqual([]);
    expect(task.taskRole).toBe('@writer_role');
  });

  test('a reader may read and nothing else', () => {
    expect(allowed('reader_role')).toEqual([statement('HistoryRead', ['cloudwatch:GetMetricData', 'cloudwatch:ListMetrics'], '*')]);
    expect(roles.reader_role?.managed).toEqual([]);
  });

  test('ECS may fetch the one secret, which is not in the task definition', () => {
    expect(allowed('execution_role')).toEqual([statement('RedisPassword', 'secretsmanager:GetSecretValue', RedisPasswordSecretArn)]);
    expect(task.executionRole).toBe('@execution_role');
    expect(container.secrets).toEqual([{ name: 'BACKLOG_REDIS_PASSWORD', valueFrom: RedisPasswordSecretArn }]);
  });

  test('are lent to ECS tasks of this account only', () => {
    for (const { trust } of Object.values(roles)) {
      expect(trust).toMatchObject({
        Statement: [
          {
            Principal: { Service: 'ecs-tasks.amazonaws.com' },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:SourceAccount': ACCOUNT_ID } },
          },
        ],
      });
    }
  });
});

describe('the container', () => {
  let redis: TestRedis;
  let cloudWatch: StrictCloudWatch;
  beforeAll(async () => {
    redis = await startRedis({ password: 'of-redis' });
    cloudWatch = await StrictCloudWatch.start();
  });
  afterAll(async () => {
    await Promise.all([redis?.stop(), cloudWatch?.close()]);
  });

  /** The health check of the template as ECS runs it, on another port. */
  const health = (port: number): Promise<number> => {
    const [, , ...args] = container.healthCheck.command;
    return execute(
      process.execPath,
      args.map((arg) => arg.replace(':9464/', `:${port}/`)),
    ).then(
      () => 0,
      (error: { code: number }) => error.code,
    );
  };

  test('checks its health on the port that `backlog mirror` listens on by default', async () => {
    const { stdout } = await execute(resolve('dist/backlog'), ['mirror', '--help'], {
      env: { PATH: process.env.PATH, GF_PLUGIN_NODE: process.execPath },
    });
    expect(stdout).toContain('default 127.0.0.1:9464');
    expect(container.healthCheck.command.join(' ')).toContain('http://127.0.0.1:9464/healthz');
  });

  test('is unhealthy when nobody answers, or with an error', async () => {
    expect(await health(await freePort())).toBe(1);
    const server = createServer((_, response) => response.writeHead(503).end());
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const address = server.address();
    expect(await health(typeof address === 'object' && address ? address.port : 0)).toBe(1);
    server.close();
  });

  test('has longer to end than the mirror takes for its last minute', () => {
    expect(container.stopTimeout).toBeGreaterThanOrEqual(10);
  });

  test('is healthy, writes every metric that is read, and stores the last minute when ECS ends it', async () => {
    const dockerfile = readFileSync(join(ROOT, 'deploy', 'Dockerfile'), 'utf8');
    const inImage = /^COPY deploy\/datasources.yaml (\S+)$/m.exec(dockerfile)?.[1] ?? '';
    const words = z.array(z.string()).parse(JSON.parse(/^CMD (.*)$/m.exec(dockerfile)?.[1] ?? ''));
    const port = await freePort();
    const env = {
      PATH: process.env.PATH,
      GF_PLUGIN_NODE: process.execPath,
      ...environment,
      BACKLOG_REDIS_URL: `redis://127.0.0.1:${redis.port}/0`,
      BACKLOG_REDIS_USER: '',
      // What the task role is on ECS.
      AWS_ACCESS_KEY_ID: 'AKIDGOOD',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL_CLOUDWATCH: cloudWatch.url,
    };
    const args = [...words.map((word) => (word === inImage ? CONFIG : word)), '--listen', `127.0.0.1:${port}`];
    const mirror = new Started(spawn(resolve('dist/backlog'), args, { env, stdio: ['ignore', 'pipe', 'pipe'] }));
    try {
      await waitFor('a healthy mirror that has a sample', 20_000, async () => {
        const metrics = await fetch(`http://127.0.0.1:${port}/metrics`).then(
          (response) => response.text(),
          () => '',
        );
        return metrics.includes(`queue="${Queue}"} 0`);
      });
      expect(await health(port)).toBe(0);
      mirror.child.kill('SIGTERM');
      expect(await mirror.exit()).toBe(0);
    } finally {
      await mirror.stop();
    }
    // Nobody ever declared the queue: what is written is a real zero, since the settings name it.
    const values = read.map(({ name, dimensions }) => {
      const [last] = cloudWatch.series(Namespace, name, Object.fromEntries(dimensions), 'Maximum', 60).slice(-1);
      return [name, last?.value];
    });
    expect(Object.fromEntries(values)).toEqual({ ScrapeOk: 1, Backlog: 0, OldestAge: 0, Waiting: 0 });
  });
});
