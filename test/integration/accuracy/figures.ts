import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../../../setup/paths.mjs';

/** Keeps what a test has measured in `.cache/test/accuracy/<name>.json`: what docs/accuracy.md is written from. */
export function keepFigures(name: string, figures: unknown): void {
  const folder = join(CACHE, 'test', 'accuracy');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${name.replaceAll(' ', '-')}.json`), `${JSON.stringify(figures, null, 2)}\n`);
}
