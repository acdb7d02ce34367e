import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
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
    const file = await readFile(path, 'utf8').catch((cause: unknown) => {
      throw new Error(`${path}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    });
    const document = parseYaml(path, file, 'core');
    const texts = field(parseYaml(path, file, 'failsafe'), 'datasources');
    const list = field(document, 'datasources');
    if (!Array.isArray(list)) throw new Error(`${path}: expected a list "datasources", as Grafana's provisioning has it`);
    for (const [i, entry] of list.entries()) {
      if (field(entry, 'type') !== PLUGIN_ID) continue;
      found.push(
        await readDatasource(entry, field(texts, String(i)), env).catch((cause: unknown) => {
          throw new Error(`${path}, datasources[${i}]: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
        }),
      );
    }
  }
  if (found.length === 0) throw new Error(`expected at least one datasource of type ${PLUGIN_ID} in ${paths.join(', ')}, got none`);
  return found;
}

/** `failsafe` takes every value as the text that is written there: 0123 stays 0123. */
function parseYaml(path: string, text: string, schema: 'core' | 'failsafe'): unknown {
  try {
    return parse(text, { schema, merge: true, logLevel: 'error' });
  } catch (error) {
    // Without the parser's own words and without a cause: both repeat lines of the file, which may hold a password.
    const at = error instanceof YAMLParseError && error.linePos ? ` at line ${error.linePos[0].line}, column ${error.linePos[0].col}` : '';
    throw new Error(`${path}: expected YAML, got ${error instanceof YAMLParseError ? error.code : 'an alias of nothing'}${at}`);
  }
}

/** @param texts the same as `entry`, every value as text */
async function readDatasource(entry: unknown, texts: unknown, env: NodeJS.ProcessEnv): Promise<ProvisionedDatasource> {
  const value = await replaced(entry, env);
  const written = await replaced(texts, env);
  const text = (name: string) => textOf(value, written, name) ?? '';
  const secrets = field(value, 'secureJsonData');
  const names = typeof secrets === 'object' && secrets !== null ? Object.keys(secrets) : [];
  const orgId = field(value, 'orgId');
  return {
    orgId: typeof orgId === 'number' ? orgId : 1, // Grafana's own default
    uid: text('uid') || text('name'),
    name: text('name'),
    url: text('url'),
    user: text('user'),
    jsonData: (await replaced(field(entry, 'jsonData'), env, typed)) ?? {},
    secureJsonData: Object.fromEntries(
      names.flatMap((name) => {
        const secret = textOf(secrets, field(written, 'secureJsonData'), name);
        return secret === undefined ? [] : [[name, secret]];
      }),
    ),
  };
}

/** A value as text, as Grafana reads names and secrets; undefined for null. */
function textOf(values: unknown, texts: unknown, name: string): string | undefined {
  const text = field(texts, name);
  return field(values, name) !== null && typeof text === 'string' ? text : undefined;
}

/** @param read what a text becomes in which something was replaced */
async function replaced(value: unknown, env: NodeJS.ProcessEnv, read = (text: string): unknown => text): Promise<unknown> {
  if (typeof value === 'string') {
    const text = await replaceText(value, env);
    return text === value ? value : read(text);
  }
  if (Array.isArray(value)) return Promise.all(value.map((v) => replaced(v, env, read)));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([k, v]) => [k, await replaced(v, env, read)] as const)));
}

/** In jsonData Grafana takes a replaced text that reads as a number or a truth value for one (pkg/services/provisioning/values). */
function typed(text: string): unknown {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text);
  if (/^(t|true)$/i.test(text)) return true;
  return /^(f|false)$/i.test(text) ? false : text;
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
