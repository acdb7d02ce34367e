import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Grafana shows it on the plugin's page. */
export const PLUGIN_PAGE = 'src/README.md';

/** What people read. */
export const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
  PLUGIN_PAGE,
  'provisioning/README.md',
  'deploy/README.md',
  'pkg-proxy/runtime/README.md',
  ...filesIn('docs').filter((path) => path.endsWith('.md')),
];

export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile());
}

/** The document without its blocks of code. */
export function prose(document: string): string {
  return readFileSync(document, 'utf8').replace(CODE_BLOCK, '');
}

/** Blocks and spans of code. */
export function codeIn(document: string): string[] {
  const blocks = readFileSync(document, 'utf8').match(CODE_BLOCK) ?? [];
  const spans = [...prose(document).matchAll(/`([^`\n]+)`/g)].map(([, span = '']) => span);
  return [...blocks.map((block) => block.replace(/^.*\n/, '').replace(/\n.*$/, '')), ...spans];
}

const CODE_BLOCK = /^ *```[\s\S]*?^ *```/gm;
