import { existsSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';

/** The repository's root, and the folder for everything created at run time. */
export const ROOT = resolve(import.meta.dirname, '..');
export const CACHE = join(ROOT, '.cache');
/** Files of a running demo. With separate folders, two demos can run at the same time. */
export const DEMO = process.env.BACKLOG_DEMO_FOLDER ?? join(CACHE, 'demo');

/**
 * The first of `names` that is an executable on the PATH.
 * @param {readonly string[]} names
 * @returns {string | undefined} its full path
 */
export function onPath(names) {
  for (const name of names) {
    for (const dir of (process.env.PATH ?? '').split(delimiter)) {
      if (dir && existsSync(join(dir, name))) return join(dir, name);
    }
  }
  return undefined;
}
