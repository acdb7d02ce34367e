import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The texts of one language by their full key, such as `editor.top.label`. */
export type Texts = ReadonlyMap<string, string>;

const FOLDER = 'src/locales';
export const ENGLISH = 'en-US';
export const LANGUAGES = readdirSync(FOLDER).sort();

/** The texts as they are in the file, nested by the parts of their keys. */
export function treeOf(language: string) {
  return JSON.parse(readFileSync(join(FOLDER, language, 'backlog-celery-datasource.json'), 'utf8'));
}

export function textsOf(language: string): Texts {
  return flat(treeOf(language));
}

export function flat(tree: unknown, path = ''): Texts {
  if (typeof tree === 'string') return new Map([[path, tree]]);
  if (typeof tree !== 'object' || tree === null) throw new Error(`${path} is neither a text nor an object.`);
  return new Map(Object.entries(tree).flatMap(([key, part]) => [...flat(part, path === '' ? key : `${path}.${key}`)]));
}

/** A key without its plural form, if it has one: `queues.leftOut_many` gives `queues.leftOut`. */
export function baseOf(key: string): string {
  return key.replace(/_(zero|one|two|few|many|other)$/, '');
}

/** The keys that have plural forms, without the form. Every one of them has the form `other`. */
export function pluralsOf(texts: Texts): ReadonlySet<string> {
  return new Set([...texts.keys()].filter((key) => key.endsWith('_other')).map(baseOf));
}
