import { writeFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import table from './grafana-values.golden.json';
import { type ProvisionedDatasource, readProvisioning } from './provisioning';

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
const read = async (rest: string, env: NodeJS.ProcessEnv = {}) => {
  const { datasources, problems } = await readProvisioning([await file(entry(rest))], env);
  expect(problems).toEqual([]);
  return datasources[0];
};

describe(`values are what ${table.source.split(' (')[0]} makes of them`, () => {
  type Result = { value?: unknown; error?: boolean };
  type Field = 'name' | 'secret' | 'json' | 'orgId';
  let files: string;
  beforeAll(async () => {
    files = join(folder, 'files');
    await mkdir(files);
    for (const [name, text] of Object.entries(table.files)) await writeFile(join(files, name), text);
  });
  const placed = (text: string) => text.replaceAll('FOLDER', files);

  /** Each case in a file of its own, since some are no YAML. */
  async function ours(field: Field): Promise<Result[]> {
    const lines = { name: ' name: ', orgId: ' orgId: ', secret: ' secureJsonData:\n  v: ', json: ' jsonData:\n  v: ' };
    const paths = table.cases.map(({ yaml }, i) => {
      const path = join(folder, `${field}-${i}.yaml`);
      writeFileSync(path, `datasources:\n-\n type: backlog-celery-datasource\n uid: ${i}\n${lines[field]}${placed(yaml)}\n`);
      return path;
    });
    const env = Object.fromEntries(Object.entries(table.env).map(([name, text]) => [name, placed(text)]));
    const { datasources, problems } = await readProvisioning(paths, env);
    const values: Record<Field, (d: ProvisionedDatasource) => unknown> = {
      name: (d) => d.name,
      orgId: (d) => d.orgId,
      secret: (d) => d.secureJsonData['v'],
      json: (d) => Reflect.get(Object(d.jsonData), 'v'),
    };
    return paths.map((path, i) => {
      const found = datasources.find((d) => d.uid === String(i));
      if (!found) return { error: problems.some((problem) => problem.startsWith(path)) };
      const value = values[field](found);
      return { value: typeof value === 'string' ? value.replaceAll(files, 'FOLDER') : value };
    });
  }

  /** Where Grafana fails to read, or reads a form that nobody writes, and we take the text. */
  const DIFFERENT = new Map<string, Result>([
    ['json $HEXFLOAT', { value: '0x1p4' }],
    ['json { 1: a }', { value: { 1: 'a' } }],
    ['json { true: a }', { value: { true: 'a' } }],
    ['json { a: { 1: b } }', { value: { a: { 1: 'b' } } }],
    ['json [{ 1: a }]', { value: [{ 1: 'a' }] }],
  ]);

  test.each(['name', 'secret', 'json', 'orgId'] as const)('%s', async (field) => {
    const results = (await ours(field)).map((result, i) => [table.cases[i]?.yaml, result]);
    const expected = table.cases.map((row) => {
      const theirs: Result = row[field];
      // No organisation is the first one.
      const result = field === 'orgId' && theirs.value === 0 ? { value: 1 } : theirs;
      return [row.yaml, DIFFERENT.get(`${field} ${row.yaml}`) ?? result];
    });
    expect(results).toEqual(expected);
  });

  test('${HOSTNAME} is the name of the machine where it is not set', async () => {
    const found = await read('  secureJsonData: { a: "${HOSTNAME}", b: "$__env{HOSTNAME}", c: "x$HOSTNAME" }');
    expect(found?.secureJsonData).toEqual({ a: hostname(), b: hostname(), c: 'x' });
  });
});

describe('entries', () => {
  test('keep their types, and take variables and anchors', async () => {
    const path = await file(
      entry(
        '  user: 007\n  jsonData: &j { sampleSeconds: 5, queues: [$Q, "2"], discover: false, mirror: { enabled: true } }\n- type: $TYPE\n  name: 42\n  orgId: $ORG\n  url: $URL\n  jsonData: { <<: *j, sampleSeconds: 7 }',
      ),
    );
    const env = { Q: 'emails', URL: 'redis://x', ORG: '3', TYPE: 'backlog-celery-datasource' };
    const jsonData = { sampleSeconds: 5, queues: ['emails', '2'], discover: false, mirror: { enabled: true } };
    expect(await readProvisioning([path], env)).toMatchObject({
      datasources: [
        { orgId: 1, uid: 'u', name: 'n', user: '007', jsonData },
        { orgId: 3, name: '42', url: 'redis://x', jsonData: { ...jsonData, sampleSeconds: 7 } },
      ],
      problems: [],
    });
  });

  test('without a uid have the one that Grafana gives them', async () => {
    const path = await file('datasources:\n- { type: backlog-celery-datasource, name: Prometheus }');
    expect((await readProvisioning([path], {})).datasources[0]?.uid).toBe('PBFA97CFB590B2093'); // well known
  });

  test('of other types are left alone, whatever they hold', async () => {
    const path = await file(`${entry('')}\n- type: prometheus\n  url: $__file{/does/not/exist}\n- null\n- 5\n- { type: [1] }`);
    expect(await readProvisioning([path], {})).toMatchObject({ datasources: [{ uid: 'u' }], problems: [] });
  });

  test('of a second document are not read, as in Grafana', async () => {
    expect(await readProvisioning([await file(`${entry('')}\n---\n${entry('')}\n: [`)], {})).toMatchObject({
      datasources: [{ uid: 'u' }],
      problems: [],
    });
  });
});

test.each([
  ['an empty file', ''],
  [
    'Grafana’s sample.yaml, where all is commented out',
    '# Configuration file version\napiVersion: 1\n\n# datasources:\n#   - name: Graphite\n',
  ],
  ['nothing but comments', '# nothing\n'],
  ['datasources to delete', 'apiVersion: 1\ndeleteDatasources:\n  - name: Graphite\n    orgId: 1\n'],
  ['a list without entries', 'datasources: []'],
  ['a list that is null', 'datasources:\n'],
])('%s has no datasource, and nothing is wrong with it', async (_, text) => {
  expect(await readProvisioning([await file(text)], {})).toEqual({ datasources: [], problems: [] });
});

describe('what is wrong', () => {
  test.each<[string, RegExp]>([
    ['datasources: 5', /x\.yaml: expected a list of datasources, got a single value$/],
    ['datasources: { a: 1 }', /x\.yaml: expected a list of datasources, got a map$/],
    ['- 5', /x\.yaml: expected "datasources:" and a list, got a list$/],
    ['hello', /x\.yaml: expected "datasources:" and a list, got a single value$/],
    ['datasources: [', /x\.yaml: expected YAML, got \w+ at line 1, column \d+$/],
    [entry('  secureJsonData: { password: "$__file{/does/not/exist}" }'), /x\.yaml, datasources\[0\]: .*ENOENT.*\/does\/not\/exist/],
    [entry('  user: [a]'), /x\.yaml, datasources\[0\]: expected user to be text, got a list$/],
    [entry('  orgId: main'), /x\.yaml, datasources\[0\]: expected orgId to be a whole number, got main$/],
    [entry('  jsonData: [a]'), /x\.yaml, datasources\[0\]: expected jsonData to be a map, got a list$/],
    [entry('  jsonData: { sampleSeconds: .inf }'), /x\.yaml, datasources\[0\]: expected numbers in jsonData that JSON can hold/],
    [
      entry('  secureJsonData: { password: { a: b } }'),
      /x\.yaml, datasources\[0\]: expected secureJsonData\.password to be text, got a map$/,
    ],
  ])('%j names the file and the entry', async (text, message) => {
    const { datasources, problems } = await readProvisioning([await file(text)], {});
    expect([datasources, problems]).toEqual([[], [expect.stringMatching(message)]]);
  });

  test('costs only itself: a file the file, an entry the entry', async () => {
    const few = join(folder, 'few');
    await mkdir(few);
    await writeFile(join(few, '1.yaml'), 'datasources: [');
    await writeFile(join(few, '2.yaml'), `${entry('  user: [a]')}\n- { type: backlog-celery-datasource, name: second }`);
    await mkdir(join(few, '3.yaml'));
    await writeFile(join(few, '4.yaml'), entry('').replace('name: n', 'name: fourth'));
    await writeFile(join(few, '5.yml'), 'datasources: [');
    const { datasources, problems } = await readProvisioning([join(folder, 'nope.yaml'), join(few, '*.yaml'), join(few, '*.json')], {});
    expect(datasources.map((d) => d.name)).toEqual(['second', 'fourth']);
    expect(problems).toEqual([
      expect.stringMatching(/nope\.yaml: ENOENT/),
      expect.stringMatching(/1\.yaml: expected YAML/),
      expect.stringMatching(/2\.yaml, datasources\[0\]: expected user to be text/),
      expect.stringMatching(/3\.yaml: EISDIR/),
      expect.stringMatching(/\*\.json: expected files that match, got none/),
    ]);
  });

  test.each([
    '@hunter2',
    '*hunter2',
    '"hunter2',
    '[hunter2',
    'a: hunter2',
    '&hunter2 &x y',
    '%hunter2',
    '!!hunter2 x',
    '!!int hunter2',
    '!<hunter2> x',
  ])('never repeats lines of the file, which hold passwords: %s', async (password) => {
    const warnings: unknown[] = [];
    const listen = (warning: Error) => warnings.push(warning);
    process.on('warning', listen);
    const result = await readProvisioning([await file(entry(`  secureJsonData:\n    password: ${password}\n    x: [`))], {});
    await new Promise((resolve) => setTimeout(resolve, 0));
    process.off('warning', listen);
    expect(result.problems).toHaveLength(1);
    expect(inspect([result, warnings], { depth: 9, showHidden: true })).not.toContain('hunter2');
  });
});

test('the table is long', async () => {
  expect(table.cases.length).toBeGreaterThan(200);
  expect(await readFile('pkg-proxy/provisioning/grafana-values.golden.json', 'utf8')).not.toContain(tmpdir());
});
