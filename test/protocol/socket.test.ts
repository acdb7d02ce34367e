import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { waitFor } from '../setup/wait-for';
import { GrpcJsClient } from './client';
import { type Bundle, bundle, COOKIE, Started, start, TEST_PLUGIN } from './launch';

let bundled: Bundle;
let base: string;
beforeAll(async () => {
  bundled = await bundle(TEST_PLUGIN);
});
afterAll(() => bundled.remove());
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'sockets-'));
  return () => rm(base, { recursive: true, force: true });
});

/** @returns the plugin, and the path of its socket */
async function run(env: Readonly<Record<string, string>> = {}): Promise<{ plugin: Started; path: string }> {
  const plugin = start(bundled.file, { ...COOKIE, PLUGIN_UNIX_SOCKET_DIR: base, ...env });
  onTestFinished(() => plugin.stop());
  return { plugin, path: (await plugin.address()).replace(/^unix:/, '') };
}

/** Number of `nobody` on Linux; what it is called does not matter, only that it is not us. */
const NOBODY = 65534;

/** What becomes of a connection by a process of this user and group: `connected`, or the code of the error. */
async function connectAs(user: number, group: number, path: string): Promise<string> {
  const script = `
    const [user, group, path] = process.argv.slice(1);
    process.setgroups([]);
    process.setgid(Number(group));
    process.setuid(Number(user));
    require('node:net').connect(path)
      .on('connect', () => { console.log('connected'); process.exit(); })
      .on('error', (error) => console.log(error.code));`;
  const stranger = new Started(
    spawn(process.execPath, ['-e', script, String(user), String(group), path], { stdio: ['ignore', 'pipe', 'pipe'] }),
  );
  onTestFinished(() => stranger.stop());
  await stranger.exit();
  return stranger.stdout.trim() || stranger.stderr;
}

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

describe('who may connect', () => {
  test('nobody but the user that runs Grafana can enter the folder of the socket', async () => {
    const { path } = await run();
    expect(await modeOf(dirname(path))).toBe('700');
  });

  // Only root can become another user.
  describe.skipIf(process.platform !== 'linux' || process.getuid?.() !== 0)('seen from another user', () => {
    beforeEach(async () => {
      await chmod(base, 0o755); // as open as /tmp
    });

    test('it cannot be reached', async () => {
      const { path } = await run();
      expect(await connectAs(0, 0, path)).toBe('connected');
      expect(await connectAs(NOBODY, NOBODY, path)).toBe('EACCES');
    });

    test('it can, where the host asks for a group and the user is in it', async () => {
      const { path } = await run({ PLUGIN_UNIX_SOCKET_GROUP: String(NOBODY) });
      expect(await connectAs(NOBODY, NOBODY, path)).toBe('connected');
      expect(await connectAs(NOBODY, NOBODY - 1, path)).toBe('EACCES');
    });
  });
});

describe('where it is', () => {
  test('in the folder that the host names', async () => {
    const { path } = await run();
    expect(dirname(dirname(path))).toBe(base);
  });

  test('elsewhere, if the path would be too long or the folder is not there', async () => {
    const long = join(base, 'x'.repeat(90));
    await mkdir(long);
    for (const folder of [long, join(base, 'missing')]) {
      const { plugin, path } = await run({ PLUGIN_UNIX_SOCKET_DIR: folder });
      expect(path.startsWith(base)).toBe(false);
      const client = new GrpcJsClient(await plugin.address());
      onTestFinished(() => client.close());
      expect(await client.call('grpc.health.v1.Health/Check', { service: 'plugin' })).toEqual({ status: 'SERVING' });
    }
    expect(await readdir(long)).toEqual([]);
  });
});

describe('what is left of it', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('nothing after %s', async (signal) => {
    const { plugin, path } = await run();
    expect(existsSync(path)).toBe(true);
    plugin.child.kill(signal);
    expect(await plugin.exit()).toBe(0);
    expect(await readdir(base)).toEqual([]);
  });

  test('nothing after an error that ends the process', async () => {
    const { plugin } = await run();
    const client = new GrpcJsClient(await plugin.address());
    onTestFinished(() => client.close());
    await client.collect('pluginv2.Resource/CallResource', { path: 'crash' }).catch(() => {});
    expect(await plugin.exit()).toBe(1);
    expect(await readdir(base)).toEqual([]);
  });

  test('after kill -9 the next start removes it, and nothing that is in use or not a plugin’s', async () => {
    const { path: used } = await run();
    const { plugin, path: left } = await run();
    plugin.child.kill('SIGKILL');
    await plugin.exit();
    expect(existsSync(left)).toBe(true);
    await mkdir(join(base, 'grafana-plugin-1'));
    await mkdir(join(base, 'another'));
    const { path: next } = await run();
    await waitFor('what was left to be removed', 20_000, () => !existsSync(dirname(left)));
    const names = [dirname(used), dirname(next)].map((folder) => folder.slice(base.length + 1));
    expect((await readdir(base)).sort()).toEqual([...names, 'another', 'grafana-plugin-1'].sort());
  });
});
