import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DOCUMENTS, PLUGIN_PAGE, prose } from './documents';

/**
 * Grafana serves the plugin's folder here. Its pages have `<base href>` at the root, so a link of the plugin's page starts there; its
 * sanitizer takes away links that don't begin with `./`, `/`, `#` or a scheme (js-xss, `safeAttrValue`).
 */
const SERVED = './public/plugins/backlog-celery-datasource/';

describe('what a document links to exists', () => {
  test.each(DOCUMENTS)('%s', (document) => {
    expect(links(document).filter((link) => problem(document, link))).toEqual([]);
  });

  test('there are links to look at, and a wrong one would be found', () => {
    const all = DOCUMENTS.flatMap(links);
    expect(all.length).toBeGreaterThan(50);
    expect(all.filter((link) => link.includes('#')).length).toBeGreaterThan(0);
    for (const wrong of ['docs/nowhere.md', 'docs/architecture.md#nothing', '#nothing']) expect(problem('README.md', wrong)).toBe(true);
    for (const wrong of ['../docs/README.md', 'img/logo.svg', `${SERVED}img/nothing.png`]) expect(problem(PLUGIN_PAGE, wrong)).toBe(true);
    expect(problem(PLUGIN_PAGE, `${SERVED}img/logo.svg`)).toBe(false);
    for (const right of ['docs/architecture.md', 'docs/architecture.md#the-flow-of-data']) expect(problem('README.md', right)).toBe(false);
  });
});

/** Relative links and images of a document; none that stand in code. */
function links(document: string): string[] {
  const text = prose(document).replace(/`[^`\n]*`/g, '');
  const found = [/\]\(([^()\s]+)/g, /^\[[^\]]+\]:\s*(\S+)/gm, /\b(?:src|href)="([^"]+)"/g].flatMap((form) => [...text.matchAll(form)]);
  return found.map(([, target = '']) => target).filter((target) => !/^[a-z]+:/i.test(target));
}

function problem(document: string, link: string): boolean {
  if (document === PLUGIN_PAGE) return !(link.startsWith(SERVED) && existsSync(join('src', link.slice(SERVED.length))));
  const [file = '', anchor] = link.split('#').map(decodeURIComponent);
  const path = file === '' ? document : join(dirname(document), file);
  if (!existsSync(path)) return true;
  return anchor !== undefined && !(path.endsWith('.md') && anchors(path).has(anchor));
}

/** As GitHub makes them of headings: the second of two equal ones ends in -1. */
function anchors(document: string): Set<string> {
  const taken = new Set<string>();
  for (const [, heading = ''] of prose(document).matchAll(/^#{1,6} +(.*)$/gm)) {
    const words = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const name = words.replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-');
    let anchor = name;
    for (let i = 1; taken.has(anchor); i++) anchor = `${name}-${i}`;
    taken.add(anchor);
  }
  return taken;
}
