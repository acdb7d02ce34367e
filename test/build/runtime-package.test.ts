import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { GrpcJsClient } from '../protocol/client';
import { buildGoClient, hasGo } from '../protocol/go';
import { bundleInto, launcher, start } from '../protocol/launch';

const run = promisify(execFile);
const NAME = 'grafana-node-datasource-runtime';
const SOURCE = resolve('pkg-proxy/runtime');

/** As strict as a project can be about what it installs: Node's own resolution of modules, declarations checked too. */
const TSCONFIG = {
  compilerOptions: {
    ...{ target: 'ES2023', lib: ['ES2023'], module: 'NodeNext', types: ['node'], noEmit: true, skipLibCheck: false },
    ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true, verbatimModuleSyntax: true },
  },
};

/** A project of somebody else, with the package in it as it would come from a registry. */
let project: string;
/** The package in it. */
let installed: string;

beforeAll(async () => {
  project = await realpath(await mkdtemp(join(tmpdir(), 'runtime-package-')));
  installed = join(project, 'node_modules', NAME);
  await run('npm', ['pack', '--silent', '--pack-destination', project], { cwd: SOURCE });
  const [tarball = ''] = (await readdir(project)).filter((name) => name.endsWith('.tgz'));
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', join(project, tarball), '-C', installed, '--strip-components=1']);
  // What npm would fetch is taken from here: exactly what the package says that it needs, and the types of Node.
  const { dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
  for (const name of [...Object.keys(dependencies), '@types/node']) {
    const link = join(project, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(resolve('node_modules', name), link);
  }
  await writeFile(join(project, 'package.json'), JSON.stringify({ name: 'a-datasource', type: 'module' }));
  await writeFile(join(project, 'tsconfig.json'), JSON.stringify({ ...TSCONFIG, include: ['*.ts'] }));
  await copyFile(join(installed, 'example/random-walk.ts'), join(project, 'random-walk.ts'));
  const [, first = ''] = /```ts\n([\s\S]*?)```/.exec(await readFile(join(installed, 'README.md'), 'utf8')) ?? [];
  await writeFile(join(project, 'readme.ts'), first);
});
afterAll(() => rm(project, { recursive: true, force: true }));

test('the package holds what is built, without tests, and its own page, licence and example', async () => {
  const files = (await readdir(installed, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
  expect(files.filter((name) => !name.startsWith('dist/')).sort()).toEqual([
    ...['LICENSE', 'README.md', 'example/random-walk.ts', 'package.json'],
  ]);
  const built = files.filter((name) => name.startsWith('dist/'));
  expect(built).toEqual(expect.arrayContaining(['dist/index.js', 'dist/index.d.ts', 'dist/gen/backend_pb.js']));
  expect(built.filter((name) => !/^dist\/[\w/-]+\.(js|d\.ts)$/.test(name))).toEqual([]);
  expect(await readFile(join(installed, 'LICENSE'))).toEqual(await readFile('LICENSE'));
});

test('Node loads it as it is', async () => {
  const { stdout } = await run(process.execPath, ['-e', `import('${NAME}').then((all) => console.log(Object.keys(all).join()))`], {
    cwd: project,
  });
  expect(stdout.trim().split(',').sort()).toEqual(Object.keys(await import('grafana-node-datasource-runtime')).sort());
});

test('the example and the first datasource of the README type-check', async () => {
  const { stdout } = await run(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '--pretty', 'false'], {
    cwd: project,
  }).catch((error: { stdout: string }) => error);
  expect(stdout).toBe('');
});

describe.each([
  { program: 'random-walk', message: 'Walking.', field: 'value' },
  { program: 'readme', message: 'It works.', field: 'sine' },
])('$program.ts', ({ program, message, field }) => {
  let file: string;

  beforeAll(async () => {
    file = join(project, program, 'main.mjs');
    const sources = await bundleInto(file, join(project, `${program}.ts`), project);
    expect(sources).toContain(`node_modules/${NAME}/dist/index.js`);
    expect(sources.filter((path) => path.includes('pkg-proxy'))).toEqual([]);
  });

  test('answers grpc-js', async () => {
    const plugin = start(file);
    onTestFinished(() => plugin.stop());
    const client = new GrpcJsClient(await plugin.address());
    onTestFinished(() => client.close());
    expect(await client.call('pluginv2.Diagnostics/CheckHealth', {})).toMatchObject({ status: 'OK', message });
    const query = { refId: 'A', maxDataPoints: 3, intervalMS: 1_000, timeRange: { toEpochMS: 3_000 }, json: Buffer.from('{}') };
    expect(await client.call('pluginv2.Data/QueryData', { queries: [query] })).toMatchObject({
      responses: { A: { status: 200, error: '', frames: [expect.any(Buffer)] } },
    });
  });

  test.skipIf(!hasGo())("answers Grafana's Go SDK", async () => {
    const { stdout } = await run(await buildGoClient(join(project, program)), ['ask', await launcher(file)]);
    expect(JSON.parse(stdout)).toMatchObject({
      health: 'OK',
      message,
      frames: [{ schema: { fields: [{ name: 'time' }, { name: field }] }, data: { values: [[0, 1_000, 2_000], expect.any(Array)] } }],
    });
  });
});
