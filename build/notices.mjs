import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MISSING_TEXTS, PHRASES } from './licences/texts.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** A package's folder is what follows the last `node_modules`. */
const FOLDER = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;

/**
 * @typedef {object} Package
 * @property {string} name
 * @property {string} version
 * @property {string} licence SPDX expression
 * @property {string} text the complete licence, and the NOTICE if there is one
 */

/**
 * The packages that the bundles contain, in the order of their names.
 * @param {Iterable<string>} files paths of all source files in the bundles
 * @param {typeof MISSING_TEXTS} missing
 * @returns {Promise<Package[]>}
 * @throws Error naming the packages with an unknown licence
 */
export async function bundledPackages(files, missing = MISSING_TEXTS) {
  const folders = new Set([...files].flatMap((file) => FOLDER.exec(file)?.[0] ?? []));
  /** @type {string[]} */
  const problems = [];
  const packages = await Promise.all(
    [...folders].map((folder) => readPackage(folder, missing).catch((error) => void problems.push(error.message))),
  );
  if (problems.length > 0) throw new Error(problems.sort().join('\n'));
  return packages.flatMap((found) => found ?? []).sort((a, b) => compare(`${a.name} ${a.version}`, `${b.name} ${b.version}`));
}

/**
 * The notices that third-party licences require with their code: each bundled package once, with its complete licence.
 * The same packages always give the same text.
 * @param {readonly Package[]} packages
 * @returns {string}
 */
export function thirdPartyNotices(packages) {
  /** @type {Map<string, Set<string>>} */
  const byText = new Map();
  for (const found of packages) {
    const heads = byText.get(found.text) ?? new Set();
    byText.set(found.text, heads.add(`${found.name} ${found.version} (${found.licence})`));
  }
  const sections = [...byText].map(([text, heads]) => ({ head: [...heads].sort(compare).join('\n'), text }));
  sections.sort((a, b) => compare(a.head, b.head));
  const rule = '='.repeat(80);
  return [
    'Backlog contains the following third-party packages, each under the licence below it.\n',
    ...sections.map(({ head, text }) => `${rule}\n${head}\n${rule}\n\n${text}\n`),
  ].join('\n');
}

/**
 * @param {string} folder
 * @param {typeof MISSING_TEXTS} missing
 * @returns {Promise<Package>}
 */
async function readPackage(folder, missing) {
  const { name, version, license: licence } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  if (typeof licence !== 'string') throw new Error(`${name} ${version}: expected the name of a licence in its package.json, got none`);
  const names = (await readdir(folder)).sort(compare);
  const own = names.filter((file) => /^(licen[cs]e|copying)/i.test(file)).map((file) => join(folder, file));
  const added = (missing[name] ?? []).map((file) => join(ROOT, file));
  const notices = names.filter((file) => /^notice/i.test(file)).map((file) => join(folder, file));
  const text = (await Promise.all([...own, ...added, ...notices].map((path) => readFile(path, 'utf8')))).map(trimmed).join('\n\n');
  for (const id of licence.match(/[\w.-]+/g)?.filter((word) => !/^(AND|OR|WITH)$/.test(word)) ?? []) {
    const phrase = PHRASES.get(id);
    if (!phrase) throw new Error(`${name} ${version}: the licence ${id} is not listed in build/licences/texts.mjs. May it be bundled?`);
    if (!text.replace(/\s+/g, ' ').includes(phrase)) {
      throw new Error(
        `${name} ${version} comes without the complete text of its licence (${id}): look it up, and list it in build/licences/texts.mjs`,
      );
    }
  }
  return { name, version, licence, text };
}

/** @param {string} text */
function trimmed(text) {
  return text.replace(/\r\n?/g, '\n').replace(/^\s*\n|\s+$/g, '');
}

/** The same order on every machine. @param {string} a @param {string} b */
function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}
