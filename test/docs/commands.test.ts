import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { COMMAND_HELP, COMMANDS } from '../../pkg-proxy/cli/usage';
import { codeIn, DOCUMENTS, filesIn } from './documents';

const WORKFLOWS = filesIn('.github/workflows');
const { scripts, engines } = JSON.parse(readFileSync('package.json', 'utf8'));
/** Not what is built, fetched or kept for later. */
const FOLDERS = new Set(foldersIn('.').filter((name) => !['dist', 'node_modules', '.cache', '.git'].includes(name)));
/** Their files are written without `pkg-proxy/`. Celery's own source begins with `celery/` too. */
const ROOMS = new Set(foldersIn('pkg-proxy').filter((name) => name !== 'celery'));
/** Of celery-exporter. */
const ELSEWHERE = new Set(['src/exporter.py']);

const WRITTEN = [
  ...DOCUMENTS.filter((path) => path !== 'CHANGELOG.md').map((path) => ({ path, code: codeIn(path) })), // what was once is told there
  ...[...WORKFLOWS, '.ci/run'].map((path) => ({ path, code: [readFileSync(path, 'utf8')] })),
];

describe('what is to be typed exists', () => {
  test.each(WRITTEN)('$path', ({ path, code }) => {
    expect(code.flatMap((text) => missing(text, path))).toEqual([]);
  });

  test('something was looked at, and what does not exist would be found', () => {
    const all = WRITTEN.flatMap(({ code }) => code).join('\n');
    for (const form of [/npm run /g, /npx /g, /backlog (mirror|watch) /g])
      expect(all.match(form)?.length ?? 0, String(form)).toBeGreaterThan(1);
    const wrong = [
      'npm run nothing',
      'npm strat',
      'npx nothing',
      'node demo/nothing.mjs',
      'docs/nothing.md',
      'queues/nothing.ts',
      'backlog mirror --nothing',
    ];
    expect(wrong.flatMap((text) => missing(text, 'README.md'))).toEqual(wrong.map((text) => text.replace('node ', '')));
    const right = ['npm run build', 'npm test -- x', 'npx vitest run src', 'node demo/start.mjs', './docs/*.md', 'backlog watch --once'];
    expect(right.flatMap((text) => missing(text, 'README.md'))).toEqual([]);
  });
});

test.each(WORKFLOWS)('%s is YAML, and every step does something', (path) => {
  const { on, jobs } = parse(readFileSync(path, 'utf8'));
  expect(on).toBeTruthy();
  const steps = Object.values<{ steps: Record<string, unknown>[] }>(jobs).flatMap((job) => job.steps);
  expect(steps.length).toBeGreaterThan(0);
  expect(steps.filter((step) => typeof step['uses'] !== 'string' && typeof step['run'] !== 'string')).toEqual([]);
});

test('the settings of Renovate are JSON, of packages that we use', () => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const { packageRules } = JSON.parse(readFileSync('renovate.json', 'utf8'));
  const named: string[] = packageRules.flatMap((rule: { matchPackageNames: string[] }) => rule.matchPackageNames);
  expect(named.filter((name) => !Object.hasOwn({ ...dependencies, ...devDependencies }, name))).toEqual([]);
  expect(named.length).toBeGreaterThan(0);
});

test('.nvmrc names a Node that package.json allows', () => {
  const least = Number(/^>=(\d+)/.exec(engines.node)?.[1]);
  expect(Number.parseInt(readFileSync('.nvmrc', 'utf8'), 10)).toBeGreaterThanOrEqual(least);
});

/** Scripts, programs, files and options that a piece of code names and that do not exist. */
function missing(code: string, document: string): string[] {
  return code.split('\n').flatMap((line) => [
    ...[...line.matchAll(/\bnpm run ([\w:-]+)/g)].filter(([, script = '']) => !Object.hasOwn(scripts, script)).map(([words]) => words),
    ...[...line.matchAll(/\bnpm (?!run\b)([a-z]+)/g)].filter(([, word = '']) => !isNpmCommand(word)).map(([words]) => words),
    ...[...line.matchAll(/\bnpx ([@\w/-]+)/g)]
      .filter(([, name = '']) => !existsSync(join('node_modules/.bin', name)))
      .map(([words]) => words),
    ...line.split(/[\s'"(),;=:|]+/).filter((word) => isOurs(word) && !exists(word, document)),
    ...COMMANDS.flatMap((command) => {
      const [, words = ''] = new RegExp(`\\bbacklog ${command}\\b([^|]*)`).exec(line) ?? [];
      const options = words.match(/--[a-z]+/g) ?? [];
      return options.filter((option) => !COMMAND_HELP[command].includes(`${option} `)).map((option) => `backlog ${command} ${option}`);
    }),
  ]);
}

function isNpmCommand(word: string): boolean {
  return ['ci', 'install', 'pack'].includes(word) || (['start', 'test'].includes(word) && Object.hasOwn(scripts, word));
}

/** Whether a word is the path of something of ours. */
function isOurs(word: string): boolean {
  const [folder = '', ...rest] = word.replace(/^\.\//, '').split('/');
  return rest.length > 0 && (FOLDERS.has(folder) || ROOMS.has(folder)) && !ELSEWHERE.has(word) && !/[<>…$`{}]/.test(word);
}

/** Of a pattern only the folder is looked for; a module may be named without `.ts`. */
function exists(word: string, document: string): boolean {
  const path = word.replace(/\*.*$/, '').replace(/\.$/, '');
  return ['.', dirname(document), 'pkg-proxy'].some((folder) => existsSync(join(folder, path)) || existsSync(join(folder, `${path}.ts`)));
}

function foldersIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}
