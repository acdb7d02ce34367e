import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MISSING_TEXTS } from '../../build/licences/texts.mjs';
import { bundledPackages, thirdPartyNotices } from '../../build/notices.mjs';
import { ROOT } from '../../setup/paths.mjs';

const DIST = join(ROOT, 'dist');
const MIT = 'Permission is hereby granted, free of charge, to any person';

/** The packages of which source maps say that something is in `dist/`: by other means than the build's own. */
async function bundled(): Promise<{ name: string; version: string }[]> {
  const maps = [join(DIST, 'module.js.map'), ...(await readdir(join(DIST, 'backend'))).map((name) => join(DIST, 'backend', name))];
  const sources = await Promise.all(
    maps
      .filter((path) => path.endsWith('.map'))
      .map(
        async (path): Promise<string[]> => JSON.parse(await readFile(path, 'utf8')).sources.map((s: string) => fileOf(s, dirname(path))),
      ),
  );
  const folders = new Set(sources.flat().flatMap((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  return Promise.all([...folders].map(async (folder) => JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))));
}

/** `webpack://<name>/./node_modules/…`, or a path from the map's folder. */
function fileOf(source: string, folder: string): string {
  const inWebpack = /^webpack:\/\/[^/]+\/(.*)$/.exec(source)?.[1];
  return inWebpack === undefined ? resolve(folder, source) : resolve(ROOT, inWebpack);
}

test('dist/ names every bundled package with its version and its whole licence', async () => {
  const notices = await readFile(join(DIST, 'THIRD-PARTY-NOTICES'), 'utf8');
  const packages = await bundled();
  expect(packages.map(({ name }) => name)).toEqual(expect.arrayContaining(['ioredis', 'pino', '@grafana/aws-sdk', 'zod']));
  expect(packages.filter(({ name, version }) => !notices.includes(`\n${name} ${version} (`))).toEqual([]);
});

test('the NOTICE file of a package goes along with its licence', async () => {
  const text = thirdPartyNotices(await bundledPackages([join(ROOT, 'node_modules', 'apache-arrow', 'x.js')]));
  expect(text).toContain('Apache Arrow JavaScript\nCopyright');
});

test('what is listed as published without a licence is bundled, and lacks it', async () => {
  const names = (await bundled()).map(({ name }) => name);
  expect(Object.keys(MISSING_TEXTS).filter((name) => !names.includes(name))).toEqual([]);
  for (const name of Object.keys(MISSING_TEXTS)) {
    await expect(bundledPackages([join(ROOT, 'node_modules', name, 'x.js')], {})).rejects.toThrow(`${name} `);
  }
});

describe('thirdPartyNotices()', () => {
  /** @returns the paths of a source file of each package */
  const installed = async (packages: Record<string, { json: object; files?: Record<string, string> }>) => {
    const folder = await mkdtemp(join(tmpdir(), 'backlog-notices-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return Promise.all(
      Object.entries(packages).map(async ([path, { json, files = {} }]) => {
        const own = join(folder, 'node_modules', path);
        await mkdir(join(own, 'src'), { recursive: true });
        await writeFile(join(own, 'package.json'), JSON.stringify(json));
        for (const [name, text] of Object.entries(files)) await writeFile(join(own, name), text);
        return join(own, 'src', 'index.js');
      }),
    );
  };
  const mit = (name: string, version: string, text = MIT) => ({ json: { name, version, license: 'MIT' }, files: { LICENSE: text } });

  test('the order of the files does not matter; two versions are two packages, and one text is said once', async () => {
    const files = await installed({
      b: mit('b', '1.0.0'),
      '@s/a': mit('@s/a', '2.0.0', `${MIT}\r\n\r\n`),
      'b/node_modules/c': mit('c', '1.0.0', `Copyright C\n${MIT}`),
      c: mit('c', '2.0.0'),
    });
    const notices = thirdPartyNotices(await bundledPackages([...files, join(ROOT, 'src', 'module.ts')]));
    expect(thirdPartyNotices(await bundledPackages([...files].reverse()))).toBe(notices);
    expect(notices).toContain('@s/a 2.0.0 (MIT)\nb 1.0.0 (MIT)\nc 2.0.0 (MIT)\n===');
    expect(notices).toContain(`\nc 1.0.0 (MIT)\n${'='.repeat(80)}\n\nCopyright C\n${MIT}\n`);
    expect(notices.split(MIT)).toHaveLength(3);
  });

  test.each([
    ['no text', { json: { name: 'p', version: '1.2.3', license: 'MIT' } }, /^p 1\.2\.3 comes without the complete text.*\(MIT\)/],
    ['only the name of one', mit('p', '1.2.3', 'Licensed under MIT'), /^p 1\.2\.3 comes without the complete text/],
    ['one of two', { ...mit('p', '1.2.3'), json: { name: 'p', version: '1.2.3', license: '(MIT AND Apache-2.0)' } }, /\(Apache-2\.0\)/],
    ['no name', { json: { name: 'p', version: '1.2.3' }, files: { LICENSE: MIT } }, /^p 1\.2\.3: expected the name of a licence/],
    ['another licence', { json: { name: 'p', version: '1.2.3', license: 'GPL-3.0' }, files: { LICENSE: MIT } }, /GPL-3\.0 is not listed/],
  ])('%s fails the build', async (_, found, message) => {
    await expect(bundledPackages(await installed({ p: found }))).rejects.toThrow(message);
  });

  test('all that is wrong is told at once', async () => {
    const lacking = (name: string) => ({ json: { name, version: '1.0.0', license: 'MIT' } });
    await expect(bundledPackages(await installed({ p: lacking('p'), q: lacking('q') }))).rejects.toThrow(/^p 1\.0\.0 .*\nq 1\.0\.0 /);
  });
});
