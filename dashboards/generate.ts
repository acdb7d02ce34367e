import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { alertFiles } from './alerts/files';
import { bundledDashboards, provisionedDashboards } from './files';
import type { GeneratedFile } from './generated-file';

/**
 * `npm run dashboards` writes the provisioned dashboards and alert rules. With `-- --check` it writes nothing and fails where a file is not what it would
 * write. `--bundled FOLDER` writes those of the plugin below a folder instead, for `npm run build`.
 */
const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Every file that is kept in the repository. */
function committed(): readonly GeneratedFile[] {
  return [...provisionedDashboards(), ...alertFiles()];
}

/** The files that are missing, differ, or are generated no more, from the root of the repository. */
export function outdated(): string[] {
  const files = committed();
  return [...files.filter(({ path, text }) => read(path) !== text).map(({ path }) => path), ...leftOver(files)];
}

/** Files beside the generated ones that are not generated. */
function leftOver(files: readonly GeneratedFile[]): string[] {
  const expected = new Set(files.map(({ path }) => path));
  const folders = new Set(files.map(({ path }) => dirname(path)));
  return [...folders].flatMap((folder) => namesIn(folder).map((name) => `${folder}/${name}`)).filter((path) => !expected.has(path));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(join(ROOT, path), 'utf8');
  } catch {
    return undefined;
  }
}

function write(root: string, files: readonly GeneratedFile[]): void {
  for (const { path, text } of files) {
    mkdirSync(join(root, dirname(path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
}

function main([option, folder]: readonly string[]): void {
  if (option === '--bundled' && folder !== undefined) write(folder, bundledDashboards());
  else if (option === '--check') check();
  else {
    for (const path of leftOver(committed())) rmSync(join(ROOT, path));
    write(ROOT, committed());
  }
}

function check(): void {
  const files = outdated();
  if (files.length === 0) return;
  process.stderr.write(`These files are out of date: ${files.join(', ')}. Run \`npm run dashboards\`.\n`);
  process.exitCode = 1;
}

if (argv[1] === fileURLToPath(import.meta.url)) main(argv.slice(2));
