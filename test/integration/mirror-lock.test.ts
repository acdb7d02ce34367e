import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { type DelayProxy, startDelayProxy } from '../bench/delay-proxy';
import { startRedis, type TestRedis } from '../setup/redis';
import { stopProcess } from '../setup/stop-process';
import { fastClock, SPEED } from './fast-clock';

/** Two mirrors with a lock, as processes with minutes of a quarter of a second, of which something befalls one or the other. */
const MINUTE = 60_000;
/** How often it does. */
const ROUNDS = Number(process.env.LOCK_ROUNDS ?? 10);
const QUEUES: (Record<string, string> | undefined)[] = [{ Queue: 'celery' }, { Queue: 'empty' }, undefined];

let folder: string;
let redis: TestRedis;
let admin: Redis;
let cloudWatch: StrictCloudWatch;
let clock: () => number;
let since: number;
/** Slow ways to Redis and CloudWatch, so that there is more to interrupt. */
let ways: DelayProxy[];
let mirrors: ChildProcess[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backlog-lock-'));
  await build({
    entryPoints: { main: resolve('test/integration/mirror-lock-process.ts') },
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    splitting: true,
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  redis = await startRedis();
  admin = new Redis(redis.url);
});
afterAll(async () => {
  admin.disconnect();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await admin.flushall();
  await admin.set('backlog:test:since', '2020-01-01T00:00Z');
  since = Date.now();
  clock = fastClock(since);
  cloudWatch = await StrictCloudWatch.start({ now: clock });
  ways = await Promise.all([redis.port, Number(new URL(cloudWatch.url).port)].map((port) => startDelayProxy(port, 30)));
  mirrors = [];
});
afterEach(async () => {
  for (const mirror of mirrors) mirror.kill('SIGKILL');
  for (const way of ways) await way.stop();
  await cloudWatch.close();
});

const pick = (n: number) => Math.floor(Math.random() * n);
const wait = (minutes: number) => new Promise((done) => setTimeout(done, (minutes * MINUTE) / SPEED));

async function startMirror(): Promise<ChildProcess> {
  const [REDIS, CLOUDWATCH] = [`redis://127.0.0.1:${ways[0]!.port}/0`, `http://127.0.0.1:${ways[1]!.port}`];
  const env = { REDIS, CLOUDWATCH, SINCE: String(since), SKEW: String(pick(10_000) - 5_000), NODE_NO_WARNINGS: '1' };
  const mirror = spawn(process.execPath, [join(folder, 'main.mjs')], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  mirrors.push(mirror);
  const started = await Promise.race([once(mirror.stdout, 'data'), once(mirror, 'exit')]);
  expect(String(started[0])).toBe('started\n');
  return mirror;
}

/** Lets them send what waits, and ends them one after the other. */
async function stopAll(running: readonly ChildProcess[]): Promise<void> {
  await wait(8);
  for (const mirror of running) {
    await stopProcess(mirror, 30_000);
    expect(mirror.exitCode).toBe(0);
  }
}

/** Which minutes are there how often, of each series, as it was put. */
const datums = () =>
  QUEUES.map((queue) =>
    cloudWatch.datums('Celery/Redis', queue ? 'Waiting' : 'ScrapeOk', { Broker: 'production', ...queue }).map(({ at }) => at),
  );

/** All minutes from the first that is there to the last. @throws if one is there twice */
function minutesThere(): { there: ReadonlySet<number>; all: number[] } {
  const series = datums();
  for (const minutes of series) expect(minutes.length, 'no minute is there twice').toBe(new Set(minutes).size);
  const there = new Set(series[0]);
  for (const minutes of series) expect(new Set(minutes)).toEqual(there);
  const first = Math.min(...there);
  return { there, all: Array.from({ length: (Math.max(...there) - first) / MINUTE + 1 }, (_, i) => first + i * MINUTE) };
}

/** Owner → the minutes that it claimed and did not finish. */
async function unfinished(): Promise<Map<string, number[]>> {
  const keys = (await admin.keys('backlog:test:2*')).toSorted();
  const owners = new Map<string, number[]>();
  for (const key of keys) {
    const owner = (await admin.get(key)) ?? '';
    if (owner !== 'done') owners.set(owner, [...(owners.get(owner) ?? []), Date.parse(key.slice('backlog:test:'.length))]);
  }
  return owners;
}

/** Waits for a while that often ends while a minute is being published. */
async function aRandomWhile(): Promise<void> {
  await wait(1 + Math.random() * 2);
  if (pick(2) === 0) return;
  const seen = cloudWatch.requests.length;
  for (let i = 0; i < 500 && cloudWatch.requests.length === seen; i++) await wait(0.01);
  await wait(Math.random() * 0.2);
}

test(`kill -9 at any instant, ${ROUNDS} times: at most one minute is lost each time, none is doubled`, {
  timeout: 20_000 + ROUNDS * 6_000,
}, async () => {
  const running = [await startMirror(), await startMirror()];
  for (let round = 0; round < ROUNDS; round++) {
    await aRandomWhile();
    const killed = running.splice(pick(2), 1)[0]!;
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    running.push(await startMirror());
    minutesThere();
  }
  await stopAll(running);
  const { there, all } = minutesThere();
  const owners = await unfinished();
  const lost = all.filter((minute) => !there.has(minute));
  // biome-ignore lint/suspicious/noConsole: the figure is what the test is run for
  console.info(`${ROUNDS} kills in ${all.length} minutes: ${lost.length} minutes lost, ${[...owners].length} kills between claim and done`);
  for (const minutes of owners.values()) expect(minutes.length).toBe(1);
  expect(owners.size).toBeLessThanOrEqual(ROUNDS);
  const claimed = new Set([...owners.values()].flat());
  expect(
    lost.filter((minute) => !claimed.has(minute)),
    'only what was claimed by somebody killed is lost',
  ).toEqual([]);
});

test(`a mirror that is frozen for a while, ${Math.ceil(ROUNDS / 5)} times, doubles nothing when it goes on`, {
  timeout: 20_000 + ROUNDS * 2_000,
}, async () => {
  const running = [await startMirror(), await startMirror()];
  for (let round = 0; round < ROUNDS / 5; round++) {
    await aRandomWhile();
    const frozen = running[pick(2)]!;
    frozen.kill('SIGSTOP');
    await wait(1 + pick(8));
    frozen.kill('SIGCONT');
    await wait(2);
    minutesThere();
  }
  await stopAll(running);
  const { there, all } = minutesThere();
  expect(all.filter((minute) => !there.has(minute))).toEqual([]);
});

test(`a lock that loses its memory, ${Math.ceil(ROUNDS / 5)} times, doubles nothing`, { timeout: 20_000 + ROUNDS * 2_000 }, async () => {
  const running = [await startMirror(), await startMirror()];
  for (let round = 0; round < ROUNDS / 5; round++) {
    await aRandomWhile();
    await admin.flushall();
    await wait(4);
  }
  await stopAll(running);
  const { there, all } = minutesThere();
  const lost = all.filter((minute) => !there.has(minute));
  expect(lost.length, 'two minutes each time, or three').toBeLessThanOrEqual(3 * Math.ceil(ROUNDS / 5));
  expect(there.size).toBeGreaterThan(Math.ceil(ROUNDS / 5));
});
