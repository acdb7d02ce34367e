import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parse } from 'yaml';
import type { RawDatasource } from '../../src/contract/settings';

const PLUGIN_ID = 'backlog-celery-datasource';

/** A datasource of a provisioning file. Grafana knows it by organisation and uid. */
export interface ProvisionedDatasource extends RawDatasource {
  readonly orgId: number;
}

/**
 * The files that a path names; its last part may hold `*`, as in `/etc/grafana/provisioning/datasources/*.yaml`.
 * @throws Error when there are none
 */
export async function expandPath(path: string): Promise<string[]> {
  const name = basename(path);
  if (!name.includes('*')) return [path];
  const pattern = new RegExp(`^${name.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replaceAll('*', '.*')}$`);
  const names = (await readdir(dirname(path))).filter((n) => pattern.test(n)).sort();
  if (names.length === 0) throw new Error(`expected files that match ${path}, got none`);
  return names.map((n) => join(dirname(path), n));
}

/**
 * Reads the datasources of ours from Grafana's own provisioning files, so that one file serves both. Values go through the
 * same replacements as in Grafana: `$VAR`, `${VAR}`, `$__env{VAR}`, `$__file{/path}`, and `$$` for a dollar sign.
 * @throws Error naming the file and what is wrong in it
 */
export async function readProvisioning(paths: readonly string[], env: NodeJS.ProcessEnv): Promise<ProvisionedDatasource[]> {
  const found: ProvisionedDatasource[] = [];
  for (const path of paths) {
    const document: unknown = await readFile(path, 'utf8')
      .then(parse)
      .catch((cause: unknown) => {
        throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      });
    const list = field(document, 'datasources');
    if (!Array.isArray(list)) throw new Error(`${path}: expected a list "datasources", as Grafana's provisioning has it`);
    for (const [i, entry] of list.entries()) {
      if (field(entry, 'type') !== PLUGIN_ID) continue;
      found.push(
        await readDatasource(entry, env).catch((cause: unknown) => {
          throw new Error(`${path}, datasources[${i}]: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
        }),
      );
    }
  }
  if (found.length === 0) throw new Error(`expected at least one datasource of type ${PLUGIN_ID} in ${paths.join(', ')}, got none`);
  return found;
}

async function readDatasource(entry: unknown, env: NodeJS.ProcessEnv): Promise<ProvisionedDatasource> {
  const value = await replaced(entry, env);
  const text = (name: string) => {
    const v = field(value, name);
    return typeof v === 'string' ? v : '';
  };
  const secrets = field(value, 'secureJsonData') ?? {};
  const orgId = field(value, 'orgId');
  return {
    orgId: typeof orgId === 'number' ? orgId : 1, // Grafana's own default
    uid: text('uid') || text('name'),
    name: text('name'),
    url: text('url'),
    user: text('user'),
    jsonData: field(value, 'jsonData') ?? {},
    secureJsonData: Object.fromEntries(
      Object.entries(secrets)
        .filter(([, v]) => v !== null)
        .map(([k, v]) => [k, String(v)]),
    ),
  };
}

async function replaced(value: unknown, env: NodeJS.ProcessEnv): Promise<unknown> {
  if (typeof value === 'string') return replaceText(value, env);
  if (Array.isArray(value)) return Promise.all(value.map((v) => replaced(v, env)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([k, v]) => [k, await replaced(v, env)] as const)));
}

const REFERENCE = /\$(?:\$|__(env|file)\{([^}]*)\}|\{(\w+)\}|(\w+))/g;

async function replaceText(text: string, env: NodeJS.ProcessEnv): Promise<string> {
  let result = '';
  let from = 0;
  for (const match of text.matchAll(REFERENCE)) {
    const [whole, kind, argument = '', braced, bare] = match;
    result += text.slice(from, match.index);
    from = match.index + whole.length;
    if (whole === '$$') result += '$';
    else if (kind === 'file') result += (await readFile(argument.trim(), 'utf8')).trim();
    else result += env[(kind === 'env' ? argument : (braced ?? bare ?? '')).trim()] ?? ''; // unset is empty, as in Grafana
  }
  return result + text.slice(from);
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
