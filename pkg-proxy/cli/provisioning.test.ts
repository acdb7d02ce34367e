import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readProvisioning } from './provisioning';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'backlog-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function file(text: string, name = 'x.yaml'): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

const entry = (rest: string) => `datasources:\n- type: backlog-celery-datasource\n  name: n\n  uid: u\n  url: redis://h\n${rest}`;
const read = async (rest: string, env: NodeJS.ProcessEnv = {}) => (await readProvisioning([await file(entry(rest))], env))[0];

describe('values as Grafana reads them', () => {
  test.each<[yaml: string, text: string]>([
    ['$PW', 's3cret'],
    ['${PW}', 's3cret'],
    ['$__env{PW}', 's3cret'],
    ['a${PW}b$PW', 'as3cretbs3cret'],
    ['a$$PW', 'a$PW'],
    ['$$$PW', '$s3cret'],
    ['$UNSET', ''],
    ['costs 5$', 'costs 5$'],
    ['$DOLLAR', '$PW'],
    ['"quoted: #1"', 'quoted: #1'],
    // What looks like a number is still the text that was written.
    ['0123', '0123'],
    ['12345678901234567890', '12345678901234567890'],
    ['1e3', '1e3'],
    ['true', 'true'],
    ['0x1F', '0x1F'],
  ])('password: %s', async (yaml, text) => {
    const found = await read(`  secureJsonData:\n    password: ${yaml}`, { PW: 's3cret', DOLLAR: '$PW' });
    expect(found?.secureJsonData).toEqual({ password: text });
  });

  test.each(['', '~', 'null'])('a secret that is null is none: %j', async (yaml) => {
    expect((await read(`  secureJsonData:\n    password: ${yaml}\n    accessKey: a`))?.secureJsonData).toEqual({ accessKey: 'a' });
  });

  test('a file is taken without the line break at its end, and its text is not replaced in turn', async () => {
    const secret = await file('pa$$ $PW\n', 'secret');
    const found = await read(`  secureJsonData: { password: "$__file{${secret}}" }`, { PW: 'x' });
    expect(found?.secureJsonData['password']).toBe('pa$$ $PW');
  });

  test('the rest keeps its types, and takes variables and anchors too', async () => {
    const found = await read(
      '  user: 007\n  jsonData: &j { sampleSeconds: 5, queues: [$Q, "2"], discover: false, mirror: { enabled: true } }\n- type: backlog-celery-datasource\n  name: 42\n  url: $URL\n  jsonData: { <<: *j, sampleSeconds: 7 }',
      { Q: 'emails', URL: 'redis://x' },
    );
    const jsonData = { sampleSeconds: 5, queues: ['emails', '2'], discover: false, mirror: { enabled: true } };
    expect(found).toMatchObject({ uid: 'u', name: 'n', user: '007', jsonData });
    const both = await readProvisioning([join(folder, 'x.yaml')], { Q: 'emails', URL: 'redis://x' });
    expect(both[1]).toMatchObject({ uid: '42', name: '42', url: 'redis://x', jsonData: { ...jsonData, sampleSeconds: 7 } });
  });

  test('datasources of other types are left alone, whatever they hold', async () => {
    const path = await file(`${entry('')}\n- type: prometheus\n  url: $__file{/does/not/exist}\n- null\n- 5`);
    expect(await readProvisioning([path], {})).toHaveLength(1);
  });
});

describe('what is wrong names the file', () => {
  test.each<[string, RegExp]>([
    ['', /expected a list "datasources"/],
    ['datasources: 5', /expected a list "datasources"/],
    ['datasources: []', /expected at least one datasource of type/],
    ['datasources:\n- type: prometheus', /expected at least one datasource of type/],
    ['datasources: [', /expected YAML, got \w+ at line 1, column \d+/],
    [entry('  secureJsonData: { password: "$__file{/does/not/exist}" }'), /datasources\[0\]: .*ENOENT.*\/does\/not\/exist/],
  ])('%j', async (text, message) => {
    const error: unknown = await readProvisioning([await file(text)], {}).catch((e: unknown) => e);
    expect(String(error)).toMatch(message);
    expect(String(error)).toContain('x.yaml');
  });

  test('a file that is not there', async () => {
    await expect(readProvisioning([join(folder, 'nope.yaml')], {})).rejects.toThrow(/nope\.yaml.*ENOENT/);
  });

  test.each(['@hunter2', '*hunter2', '"hunter2', '[hunter2', 'a: hunter2', '&hunter2 &x y', '%hunter2', '!!hunter2 x'])(
    'and never repeats its lines, which hold passwords: %s',
    async (password) => {
      const warnings: unknown[] = [];
      const listen = (warning: Error) => warnings.push(warning);
      process.on('warning', listen);
      const error: unknown = await readProvisioning(
        [await file(entry(`  secureJsonData:\n    password: ${password}\n    x: [`))],
        {},
      ).catch((e: unknown) => e);
      await new Promise((resolve) => setTimeout(resolve, 0));
      process.off('warning', listen);
      expect(error).toBeInstanceOf(Error);
      expect(inspect([error, warnings], { depth: 9, showHidden: true })).not.toContain('hunter2');
    },
  );
});
