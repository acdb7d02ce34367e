import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { frameToArrow, frameToJson } from 'grafana-node-datasource-runtime';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildGoClient, hasGo } from './go';
import { goldenFrames } from './golden/frames';
import { type Bundle, bundle, launcher, TEST_PLUGIN } from './launch';

const run = promisify(execFile);

/** Names of the scenarios that golang/drive.go lists. */
const SCENARIOS = [
  ...['health', 'golden', 'failures', 'deadline', 'cancel', 'unknown', 'large', 'tooLarge'],
  ...['hundred', 'underWay', 'pressure', 'burst', 'logs', 'shutdown'],
];

/** Grafana's own Go SDK and go-plugin on the other end of the wire. */
describe.skipIf(!hasGo())('with the Go SDK', () => {
  let folder: string;
  let protocol: string;
  let bundled: Bundle;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'protocol-go-'));
    bundled = await bundle(TEST_PLUGIN);
    protocol = await buildGoClient(folder);
  }, 600_000);
  afterAll(async () => {
    await bundled.remove();
    await rm(folder, { recursive: true, force: true });
  });

  test('the golden files are what the SDK writes today', async () => {
    await run(protocol, ['golden', folder]);
    const files = (await readdir('test/protocol/golden')).filter((name) => !name.endsWith('.ts'));
    expect(files).toHaveLength(2 * goldenFrames.length);
    for (const name of files)
      expect([name, await readFile(join(folder, name))]).toEqual([name, await readFile(`test/protocol/golden/${name}`)]);
  });

  test('every frame decodes to the JSON we write of it', async () => {
    const odd = [
      { name: 'no fields', fields: [] },
      { name: 'no values', fields: [{ name: 't', type: 'time' as const, values: [] }] },
      { name: 'only nulls', fields: [{ name: 'n', type: 'number' as const, values: [null, null] }] },
    ];
    const frames = [...goldenFrames, ...odd];
    const files = await Promise.all(
      frames.map(async (frame, at) => {
        const file = join(folder, `${at}.arrow`);
        await writeFile(file, frameToArrow(frame));
        return file;
      }),
    );
    const { stdout } = await run(protocol, ['decode', ...files]);
    expect(JSON.parse(stdout)).toEqual(frames.map((frame) => JSON.parse(frameToJson(frame))));
  });

  describe('a process started as Grafana starts it', () => {
    let outcomes: Record<string, string>;
    beforeAll(async () => {
      outcomes = JSON.parse((await run(protocol, ['drive', await launcher(bundled.file)])).stdout);
    });

    test.each(SCENARIOS)('%s', (name) => expect(outcomes[name]).toBe('ok'));
    test('and nothing else', () => expect(Object.keys(outcomes).sort()).toEqual([...SCENARIOS].sort()));
  });
});
