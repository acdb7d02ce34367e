/**
 * Writes the dashboards and alert rules of staging and production from those of development, so that they cannot drift:
 * the word `development` becomes the environment's name, everywhere. `node provisioning/generate.mjs`; with `--check` it
 * writes nothing and fails where a file is not what it would write.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const SOURCE = 'development';
export const COPIES = ['staging', 'production'];

/** Every file to write: its path and its whole text. @returns {{ path: string, text: string }[]} */
export function generated() {
  const sources = [
    ...readdirSync(join(HERE, 'dashboards', SOURCE)).map((name) => join('dashboards', SOURCE, name)),
    join('alerting', `${SOURCE}.yaml`),
  ];
  return COPIES.flatMap((environment) =>
    sources.map((source) => ({
      path: join(HERE, source.replaceAll(SOURCE, environment)),
      text: readFileSync(join(HERE, source), 'utf8').replaceAll(SOURCE, environment),
    })),
  );
}

/** The generated files that are missing or differ. @returns {string[]} */
export function outdated() {
  return generated()
    .filter(({ path, text }) => read(path) !== text)
    .map(({ path }) => relative(HERE, path));
}

/** @param {string} path */
function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  if (argv.includes('--check')) {
    const files = outdated();
    if (files.length > 0) {
      process.stderr.write(`not generated from ${SOURCE}: ${files.join(', ')}; run node provisioning/generate.mjs\n`);
      process.exitCode = 1;
    }
  } else {
    for (const { path, text } of generated()) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
}
