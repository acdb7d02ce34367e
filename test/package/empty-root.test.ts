import { spawn, spawnSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { onPath } from '../../setup/paths.mjs';
import { run } from '../../setup/run.mjs';
import { COOKIE, Started } from '../protocol/launch';
import { Backend } from '../setup/backend';
import { startRedis, type TestRedis } from '../setup/redis';

const ID = 'backlog-celery-datasource';
/** The user of Grafana's image. */
const GRAFANA = '472:472';
const needed = ['chroot', 'unzip', 'go', 'apt-get'];
const can = process.platform === 'linux' && process.arch === 'x64' && process.getuid?.() === 0 && needed.every((name) => onPath([name]));

describe.skipIf(!can)('the archive for linux_amd64 in a root that holds nothing else', () => {
  let root: string;
  let redis: TestRedis;

  /** Starts what is at `path` in the root, as Grafana's user, with an almost empty environment, as Grafana does. */
  const start = (...command: string[]) =>
    new Started(spawn('chroot', [`--userspec=${GRAFANA}`, root, ...command], { env: { ...COOKIE, PATH: process.env['PATH'] ?? '' } }));

  beforeAll(async () => {
    redis = await startRedis();
    await run('npm', ['run', 'package', '--', '--platform', 'linux_amd64', '--no-build']);
    root = await mkdtemp(join(tmpdir(), 'empty-root-'));
    await chmod(root, 0o755);
    await run('unzip', ['-q', await archive(), '-d', root]);
    // For the socket. Grafana names a folder that its plugins may write to, or they take this one.
    await mkdir(join(root, 'tmp'));
    await chmod(join(root, 'tmp'), 0o1777);
  }, 600_000);

  afterAll(async () => {
    await redis?.stop();
    if (root) await rm(root, { recursive: true, force: true });
  });

  test('answers health and a query, and ends when told to', async () => {
    const started = start(`/${ID}/gpx_backlog_linux_amd64`);
    const backend = await Backend.of(started, root);
    const client = new Redis(redis.port, '127.0.0.1');
    await client.lpush('emails', 'a', 'b', 'c');
    client.disconnect();
    const ds = { uid: 'u', url: redis.url, jsonData: { queues: ['emails'], environment: 'test' } };
    expect(await backend.health(ds)).toMatchObject({ status: 'OK' });
    const [now] = await backend.query(ds, [{ queryType: 'now' }]);
    expect(now?.frames[0]?.data.values).toEqual(expect.arrayContaining([['emails'], [3]]));
    await backend.stop();
    expect(started.child.exitCode).toBe(0);
  });

  test('finds its compiled code', async () => {
    const users = await readdir(join(root, ID, 'node', 'cache'));
    expect(users.map((name) => name.replace(/^.*-/, '')).sort()).toEqual(['0', '472', '65532']);
  });

  test('ends when the program that started it is killed', async () => {
    const parent = spawn('sh', ['-c', `chroot --userspec=${GRAFANA} ${root} /${ID}/gpx_backlog_linux_amd64; true`], {
      env: { ...COOKIE, PATH: process.env['PATH'] ?? '' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const started = new Started(parent);
    await started.address();
    parent.kill('SIGKILL');
    // Its output closes when the last process that has it ends.
    await started.exit();
    expect(started.stdout).toContain('|grpc');
  });

  test('is a command line too', async () => {
    const help = start(`/${ID}/backlog`);
    expect(await help.exit()).toBe(0);
    expect(help.stdout).toMatch(/^Usage: backlog/);
  });

  test('says what is missing, and what to do', async () => {
    const broken = join(root, 'broken');
    await mkdir(broken);
    await run('cp', [join(root, ID, 'gpx_backlog_linux_amd64'), broken]);
    const started = start('/broken/gpx_backlog_linux_amd64');
    expect(await started.exit()).toBe(1);
    expect(started.stderr).toMatch(/^Backlog cannot start: \S+node\/node is missing\. Unpack the whole archive/);
  });

  test('has the modes and the kind of binary that Grafana asks for', async () => {
    for (const name of ['gpx_backlog_linux_amd64', 'backlog', 'node/node', 'node/lib/ld.so']) {
      expect([name, (await stat(join(root, ID, name))).mode & 0o777]).toEqual([name, 0o755]);
    }
    const launcher = await readFile(join(root, ID, 'gpx_backlog_linux_amd64'));
    expect(launcher.subarray(0, 4).toString('latin1')).toBe('\x7fELF');
    expect(spawnSync('go', ['version', '-m', join(root, ID, 'gpx_backlog_linux_amd64')], { encoding: 'utf8' }).stdout).toContain(
      'CGO_ENABLED=0',
    );
  });

  test('has the licences and the bill of materials of what is inside', async () => {
    const notices = await readFile(join(root, ID, 'THIRD-PARTY-NOTICES'), 'utf8');
    for (const name of ['Node.js 24', 'GNU C Library', 'libstdc++', 'ioredis']) expect(notices).toContain(name);
    const { components } = JSON.parse(await readFile(join(root, ID, 'sbom.cdx.json'), 'utf8'));
    expect(components.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['node', 'libc6', 'ioredis']));
  });

  test('is the same, byte for byte, when it is made again', async () => {
    const sum = async () => readFile(`${await archive()}.sha256`, 'utf8');
    const first = await sum();
    await run('npm', ['run', 'package', '--', '--platform', 'linux_amd64', '--no-build']);
    expect(await sum()).toBe(first);
  });
});

async function archive(): Promise<string> {
  const [name = ''] = (await readdir('packages')).filter((file) => file.endsWith('.linux_amd64.zip'));
  return join('packages', name);
}
