import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { Redis } from 'ioredis';
import stringWidth from 'string-width';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { Started } from '../protocol/launch';
import { Backend } from '../setup/backend';
import { freePort } from '../setup/free-port';
import { startRedis, type TestRedis } from '../setup/redis';
import { Terminal } from '../setup/terminal';
import { waitFor } from '../setup/wait-for';

const execute = promisify(execFile);
const BACKLOG = resolve('dist/backlog');
const dir = mkdtempSync(join(tmpdir(), 'backlog-cli-'));

let redis: TestRedis;
let cloudWatch: StrictCloudWatch;
beforeAll(async () => {
  redis = await startRedis({ password: 'of-redis' });
  cloudWatch = await StrictCloudWatch.start();
  const admin = new Redis(redis.url);
  await admin.rpush('celery', 'a', 'b', 'c');
  admin.disconnect();
});
afterAll(async () => {
  await Promise.all([redis.stop(), cloudWatch.close()]);
  rmSync(dir, { recursive: true });
});

const env = () => ({
  PATH: process.env.PATH ?? '',
  GF_PLUGIN_NODE: process.execPath,
  TEST_PORT: String(redis.port),
  TEST_ENDPOINT: cloudWatch.url,
  TEST_SECONDS: '1', // becomes a number, as in Grafana
  AWS_EC2_METADATA_DISABLED: 'true',
});

/** The file that would provision Grafana, with each form of reference that Grafana knows. */
function provisioning(name: string, mirror: string): string {
  const path = join(dir, name);
  const secret = join(dir, 'password');
  writeFileSync(secret, 'of-redis\n');
  writeFileSync(
    path,
    `apiVersion: 1
datasources:
  - name: Prometheus
    type: prometheus
  - name: Celery
    uid: celery
    type: backlog-celery-datasource
    access: proxy
    url: redis://127.0.0.1:$TEST_PORT/0
    jsonData:
      environment: cli
      queues: [celery, "späte 🎉"]
      sampleSeconds: $TEST_SECONDS
      thresholds: { critical: 2 }
      mirror: ${mirror}
      authType: keys
      defaultRegion: eu-west-1
      endpoint: \${TEST_ENDPOINT}
    secureJsonData: { password: "$__file{${secret}}", accessKey: AKIDGOOD, secretKey: of-aws }
`,
  );
  return path;
}

describe('backlog watch', () => {
  test('prints a table, and what it found by its exit code', async () => {
    const { stdout } = await execute(BACKLOG, ['watch', '--config', provisioning('watch.yaml', '{ enabled: true }'), '--once'], {
      env: env(),
    });
    expect(stdout).toMatch(/celery +3 .*critical +exact/);
    expect(stdout).toMatch(/späte 🎉 +0 .*ok +exact/);
    expect(cloudWatch.requests).toEqual([]); // watching mirrors nothing
    const gone = execute(BACKLOG, ['watch', '--url', 'redis://:s3cret@127.0.0.1:1/0', '--queue', 'q', '--once', '--json'], { env: env() });
    const error = await gone.catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 1 });
    expect(JSON.parse(String(Reflect.get(Object(error), 'stdout')))).toMatchObject([
      { broker: '127.0.0.1', queue: 'q', waiting: null, status: 'unknown', quality: 'unknown' },
    ]);
    expect(JSON.stringify(error)).not.toContain('s3cret"');
  });

  test.each([
    [[], 0, 'Usage: backlog <command>'],
    [['watch', '--help'], 0, 'Usage: backlog watch URL'],
    [['watch'], 2, 'Try "backlog watch --help".'],
    [['nonsense'], 2, 'expected watch or mirror, got nonsense'],
    [['watch', '--url', 'redis://x', '--bogus'], 2, 'unknown option --bogus'],
    [['mirror', '--config', '/does/not/exist.yaml'], 1, '/does/not/exist.yaml'],
  ])('%j', async (args, code, says) => {
    const result = await execute(BACKLOG, args, { env: env() }).then(
      ({ stdout }) => ({ code: 0, text: stdout }),
      (e: { code: number; stderr: string }) => ({ code: e.code, text: e.stderr }),
    );
    expect(result).toMatchObject({ code, text: expect.stringContaining(says) });
  });

  test.each([[['--json']], [[]]])('ends without an error when nobody reads any more: %j', async (more) => {
    const watch = spawn(BACKLOG, ['watch', redis.url, '--queue', 'celery', '--every', '1', ...more], {
      env: env(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const process = new Started(watch);
    await waitFor('the first line', 20_000, () => process.stdout.includes('celery'));
    watch.stdout?.destroy();
    const admin = new Redis(redis.url);
    await waitFor('its end', 20_000, async () => {
      await admin.rpush('celery', 'd'); // a pipe hears of changes only
      return watch.exitCode !== null;
    });
    await admin.ltrim('celery', -3, -1);
    admin.disconnect();
    expect([watch.exitCode, process.stderr]).toEqual([0, '']);
  });
});

describe('backlog watch on a terminal', () => {
  const WIDE = ['日本語のキュー', 'emoji-🎉', 'cafe\u0301', 'evil\x1b[2J\u009b31m', 'x'.repeat(300), '日本'.repeat(60)];
  const QUEUES = 2000;
  let url: string;
  beforeAll(async () => {
    url = redis.url.replace(/\/0$/, '/1');
    const admin = new Redis(url);
    const names = Array.from({ length: QUEUES }, (_, i) => WIDE[i] ?? `queue-${i}`);
    await admin.sadd('_kombu.binding.celery', ...names.map((name) => `${name}\x06\x16\x06\x16${name}`));
    for (const [i, name] of WIDE.entries()) await admin.rpush(name, ...Array.from({ length: 10 - i }, () => 'a'));
    admin.disconnect();
  });

  const terminals: Terminal[] = [];
  afterEach(() => Promise.all(terminals.splice(0).map((terminal) => terminal.stop())));

  async function open(): Promise<Terminal> {
    const terminal = Terminal.open(BACKLOG, ['watch', url, '--every', '1'], { columns: 80, rows: 24, env: { ...env(), TERM: 'xterm' } });
    terminals.push(terminal);
    await waitFor(`${QUEUES} queues`, 60_000, () => terminal.frame().includes(`… and ${(QUEUES - 20).toLocaleString('en-US')} more`));
    return terminal;
  }

  function checkFrame(frame: readonly string[], columns: number, rows: number) {
    expect(frame).toHaveLength(rows);
    // Colours, and going to a column by its number, are ours.
    const shown = frame.map((line) => line.replace(/\x1b\[\d+[mG]/g, ''));
    expect(shown.join('').match(/[\x00-\x1f\x7f-\x9f]/)).toBeNull();
    expect(shown.filter((line) => stringWidth(line) > columns)).toEqual([]);
    expect(shown.slice(3, 7).map((line) => line.split(/ {2,}/).slice(0, 2))).toEqual([
      ['日本語のキュー', '10'],
      ['emoji-🎉', '9'],
      ['cafe\u0301', '8'],
      ['evil\\x1b[2J\\x9b31m', '7'],
    ]);
  }

  test('fills it and no more, follows its size, and leaves it as it was', async () => {
    const terminal = await open();
    expect(terminal.output.startsWith('\x1b[?1049h\x1b[?25l')).toBe(true);
    checkFrame(terminal.frame(), 80, 24);
    terminal.resize(200, 50);
    await waitFor('a larger frame', 20_000, () => terminal.frame().length === 50);
    checkFrame(terminal.frame(), 200, 50);
    terminal.type('q');
    expect(await terminal.exit()).toEqual({ code: 0, echo: true });
    expect(terminal.output.endsWith('\x1b[?25h\x1b[?1049l')).toBe(true);
  });

  test.each<[string, (terminal: Terminal) => void]>([
    ['Ctrl-C', (terminal) => terminal.type('\x03')],
    ['SIGINT', (terminal) => terminal.signal('SIGINT')],
    ['SIGTERM', (terminal) => terminal.signal('SIGTERM')],
  ])('%s ends it', async (_, end) => {
    const terminal = await open();
    end(terminal);
    expect(await terminal.exit()).toEqual({ code: 0, echo: true });
    expect(terminal.output.endsWith('\x1b[?25h\x1b[?1049l')).toBe(true);
  });
});

test('the plugin mirrors from its first second when its configuration names the files', async () => {
  provisioning('wake-1.yaml', '{ enabled: true, namespace: Woken }');
  // What Grafana ships, and what may lie beside it, costs nothing else.
  writeFileSync(join(dir, 'wake-0.yaml'), '# Configuration file version\napiVersion: 1\n\n# datasources:\n#   - name: Graphite\n');
  writeFileSync(join(dir, 'wake-00.yaml'), 'datasources: [');
  writeFileSync(join(dir, 'wake-2.yaml'), 'apiVersion: 1\ndeleteDatasources:\n  - { name: Graphite, orgId: 1 }\n');
  const backend = await Backend.start({ ...env(), GF_PLUGIN_CONFIG: join(dir, 'wake-*.yaml') });
  await waitFor('the first sample', 20_000, async () =>
    (await backend.metrics()).includes('backlog_queue_waiting_tasks{broker="cli",queue="celery"} 3'),
  );
  await backend.stop();
  expect(cloudWatch.series('Woken', 'Waiting', { Broker: 'cli', Queue: 'celery' }, 'Maximum', 3600).at(-1)?.value).toBe(3);
});

describe('backlog mirror', () => {
  const run = async (config: string) => {
    const port = await freePort();
    const process = new Started(
      spawn(BACKLOG, ['mirror', '--config', config, '--listen', `127.0.0.1:${port}`], { env: env(), stdio: ['ignore', 'pipe', 'pipe'] }),
    );
    const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then(async (r) => ({ status: r.status, text: await r.text() }));
    await waitFor('the mirror to be ready', 20_000, () =>
      get('/readyz').then(
        (r) => r.status === 200,
        () => false,
      ),
    );
    return { process, get };
  };

  test('answers an orchestrator, and stores the running minute when it is told to end', async () => {
    const { process, get } = await run(provisioning('mirror.yaml', '{ enabled: true }'));
    expect(await get('/healthz')).toEqual({ status: 200, text: 'ok\n' });
    await waitFor('the first sample', 20_000, async () =>
      (await get('/metrics')).text.includes('backlog_queue_waiting_tasks{broker="cli",queue="celery"} 3'),
    );
    expect((await get('/nothing')).status).toBe(404);
    process.child.kill('SIGTERM');
    expect(await process.exit()).toBe(0);
    const dimensions = (queue: string) => ({ Broker: 'cli', Queue: queue });
    expect(cloudWatch.series('Celery/Redis', 'Waiting', dimensions('celery'), 'Maximum', 3600).at(-1)?.value).toBe(3);
    expect(cloudWatch.series('Celery/Redis', 'Waiting', dimensions('sp%C3%A4te %F0%9F%8E%89'), 'Maximum', 3600).at(-1)?.value).toBe(0);
    expect(cloudWatch.series('Celery/Redis', 'ScrapeOk', { Broker: 'cli' }, 'Minimum', 3600).at(-1)?.value).toBe(1);
    expect(process.stderr).not.toMatch(/of-redis|of-aws/);
    expect(process.stdout).toBe('');
  });

  test('writes the older layout that teams already chart', async () => {
    const { process } = await run(provisioning('older.yaml', '{ enabled: true, naming: perQueue }'));
    process.child.kill('SIGTERM');
    await process.exit();
    expect(cloudWatch.series('127.0.0.1_redis', 'celery_queue_length', {}, 'Maximum', 3600).at(-1)?.value).toBe(3);
  });

  test('is not ready while the broker cannot be read', async () => {
    const config = provisioning('down.yaml', '{ enabled: true }');
    const { process: mirror, get } = await run(config);
    process.kill(redis.pid, 'SIGSTOP');
    try {
      const answer = await waitFor('503', 20_000, async () => {
        const r = await get('/readyz');
        return r.status === 503 ? r : undefined;
      });
      expect(answer.text).toContain('no answer in time');
      expect((await get('/healthz')).status).toBe(200);
    } finally {
      process.kill(redis.pid, 'SIGCONT');
    }
    mirror.child.kill('SIGTERM');
    expect(await mirror.exit()).toBe(0);
  });

  test('says what it expects when nothing is to be mirrored', async () => {
    const error = await execute(BACKLOG, ['mirror', '--config', provisioning('off.yaml', '{ enabled: false }')], { env: env() }).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ code: 1, stderr: expect.stringContaining('mirror.enabled: true') });
  });
});
