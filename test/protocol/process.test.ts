import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { waitFor } from '../setup/wait-for';
import { GrpcJsClient, status } from './client';
import { type Bundle, bundle, COOKIE, connectTo, EXAMPLE, NODE, Started, start, TEST_PLUGIN } from './launch';

let bundled: Bundle;
beforeAll(async () => {
  bundled = await bundle(TEST_PLUGIN);
});
afterAll(() => bundled.remove());

/** A process that does not outlive its test, however that ends. */
function run(env: Readonly<Record<string, string>> = COOKIE, file = bundled.file): Started {
  const plugin = start(file, env);
  onTestFinished(() => plugin.stop());
  return plugin;
}

async function clientOf(plugin: Started): Promise<GrpcJsClient> {
  const client = new GrpcJsClient(await plugin.address());
  onTestFinished(() => client.close());
  return client;
}

const refusesConnections = (address: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connectTo(address);
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', () => resolve(true));
  });

const messages = (plugin: Started) => plugin.log().map((line) => line['@message']);

describe('start', () => {
  test('without Grafana: says so, and exits with 1', async () => {
    const plugin = run({});
    expect(await plugin.exit()).toBe(1);
    expect(plugin.stderr).toContain('This is a Grafana plugin');
    expect(plugin.stdout).toBe('');
  });

  test('for a host of another protocol: says so, and exits with 1', async () => {
    const plugin = run({ ...COOKIE, PLUGIN_PROTOCOL_VERSIONS: '1' });
    expect(await plugin.exit()).toBe(1);
    expect(plugin.stderr).toContain('the host offers 1');
    expect(plugin.stdout).toBe('');
  });

  test('stdout is the handshake alone, stderr JSON alone, at the level asked for', async () => {
    const plugin = run({ ...COOKIE, PLUGIN_PROTOCOL_VERSIONS: '2', GF_PLUGIN_LOG_LEVEL: 'debug' });
    await plugin.address();
    await plugin.stop();
    expect(await plugin.exit()).toBe(0);
    expect(plugin.stdout).toMatch(/^1\|2\|unix\|\/.+\|grpc\n$/);
    expect(messages(plugin)).toEqual(['The plugin is stopping.', 'closing', 'closed']);
    for (const line of plugin.log()) expect(line).toMatchObject({ '@level': 'info', '@module': 'test', '@timestamp': expect.any(String) });
  });
});

describe('stop', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s: closes the plugin and exits with 0', async (signal) => {
    const plugin = run();
    await plugin.address();
    plugin.child.kill(signal);
    expect(await plugin.exit()).toBe(0);
    expect(messages(plugin)).toEqual(['The plugin is stopping.', 'closing', 'closed']);
  });

  test('Shutdown: is answered, streams end, the plugin is closed', async () => {
    const plugin = run();
    const client = await clientOf(plugin);
    const stream = client.collect('pluginv2.Stream/RunStream', { path: 'wait' });
    const ended = expect(stream).rejects.toMatchObject({ code: status.UNAVAILABLE });
    await client.call('plugin.GRPCController/Shutdown', {});
    await ended;
    expect(await plugin.exit()).toBe(0);
    expect(plugin.log()[0]).toMatchObject({ '@message': 'The plugin is stopping.', reason: 'the host asked to' });
    expect(messages(plugin)).toEqual(['The plugin is stopping.', 'closing', 'closed']);
  });

  test('a plugin that never closes is left behind before the host would kill it', async () => {
    const plugin = run({ ...COOKIE, GF_PLUGIN_CLOSE: 'never' });
    const client = await clientOf(plugin);
    await client.call('plugin.GRPCController/Shutdown', {});
    expect(await plugin.exit()).toBe(0);
    expect(messages(plugin)).toEqual(['The plugin is stopping.', 'closing', 'The plugin did not close in time.']);
  });

  test('kill -9 of the parent: the plugin ends by itself', async () => {
    const script = `
      const child = require('node:child_process').spawn(process.execPath, [process.argv[1]], { stdio: ['ignore', 'inherit', 'ignore'] });
      setInterval(() => {}, 1000);`;
    const parent = new Started(spawn(NODE, ['-e', script, bundled.file], { env: COOKIE, stdio: ['ignore', 'pipe', 'ignore'] }));
    onTestFinished(() => parent.stop());
    const address = await parent.address();
    expect(await refusesConnections(address)).toBe(false);
    parent.child.kill('SIGKILL');
    await waitFor('the plugin to end', 20_000, () => refusesConnections(address));
    await parent.exit(); // and with it whatever held the pipe
  });

  test('an error outside any call is logged as such, and the process ends for a new one', async () => {
    const plugin = run();
    const client = await clientOf(plugin);
    await client.collect('pluginv2.Resource/CallResource', { path: 'crash' }).catch(() => {});
    expect(await plugin.exit()).toBe(1);
    expect(plugin.log()).toMatchObject([{ '@level': 'error', error: 'Error: a bug outside any call', stack: expect.any(String) }]);
  });
});

test('the example of the package runs', async () => {
  const example = await bundle(EXAMPLE);
  onTestFinished(() => example.remove());
  const plugin = run(COOKIE, example.file);
  const client = await clientOf(plugin);
  expect(await client.call('pluginv2.Diagnostics/CheckHealth', {})).toMatchObject({ status: 'OK' });
  const queries = [{ refId: 'A', maxDataPoints: 3, intervalMS: 1_000, timeRange: { fromEpochMS: 0 }, json: Buffer.from('{"start":5}') }];
  expect(await client.call('pluginv2.Data/QueryData', { queries })).toMatchObject({
    responses: { A: { status: 200, frames: [expect.any(Buffer)] } },
  });
  const stream = client.stream('pluginv2.Stream/RunStream', { path: 'walk' });
  const packet = await new Promise<object>((resolve) => stream.once('data', resolve));
  expect(JSON.parse(String(Object.values(packet)[0]))).toMatchObject({ schema: { fields: [{ name: 'time' }, { name: 'value' }] } });
  stream.cancel();
  await plugin.stop();
  expect(await plugin.exit()).toBe(0);
});
