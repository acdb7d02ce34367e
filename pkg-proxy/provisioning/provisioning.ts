import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RawDatasource } from '../../src/contract/settings';
import { expand, expandValue } from './go-expand';
import { parseGoYaml } from './go-yaml';

const PLUGIN_ID = 'backlog-celery-datasource';

/** A datasource of a provisioning file. Grafana knows it by organisation and uid. */
export interface ProvisionedDatasource extends RawDatasource {
  readonly orgId: number;
}

export interface Provisioned {
  readonly datasources: readonly ProvisionedDatasource[];
  /** What could not be read, for a person: the file, the entry in it and what is wrong. It costs nothing else. */
  readonly problems: readonly string[];
}

/**
 * Reads the datasources of ours from Grafana's own provisioning files, so that one file serves both: each value is what Grafana
 * makes of it. A file without a list of datasources has none. A file that cannot be read costs itself, an entry that cannot be
 * read costs that entry.
 * @param paths files; the last part of a path may hold `*`, as in `/etc/grafana/provisioning/datasources/*.yaml`
 */
export async function readProvisioning(paths: readonly string[], env: NodeJS.ProcessEnv): Promise<Provisioned> {
  const datasources: ProvisionedDatasource[] = [];
  const problems: string[] = [];
  const attempt = async (where: string, act: () => Promise<void>) => {
    await act().catch((error: unknown) => problems.push(`${where}: ${error instanceof Error ? error.message : String(error)}`));
  };
  for (const path of paths) {
    await attempt(path, async () => {
      for (const file of await expandPath(path)) {
        await attempt(file, async () => {
          for (const [i, entry] of entriesOf(await readFile(file, 'utf8')).entries()) {
            await attempt(`${file}, datasources[${i}]`, async () => {
              if (await isOurs(entry, env)) datasources.push(await readDatasource(entry, env));
            });
          }
        });
      }
    });
  }
  return { datasources, problems };
}

/** Whether a datasource is to be mirrored, or says something about it that is not understood. */
export function asksForMirror({ jsonData }: RawDatasource): boolean {
  const enabled = field(field(jsonData, 'mirror'), 'enabled');
  return enabled !== undefined && enabled !== null && enabled !== false;
}

async function expandPath(path: string): Promise<string[]> {
  const name = basename(path);
  if (!name.includes('*')) return [path];
  const pattern = new RegExp(`^${name.replace(/[\\^$.|?+()[\]{}]/g, '\\$&').replaceAll('*', '.*')}$`);
  const names = (await readdir(dirname(path))).filter((n) => pattern.test(n)).sort();
  if (names.length === 0) throw new Error('expected files that match, got none');
  return names.map((n) => join(dirname(path), n));
}

/** What stands at one place of a file: as numbers, truth values and so on, and as texts. */
interface Place {
  readonly value: unknown;
  readonly text: unknown;
}

function entriesOf(file: string): Place[] {
  const { values, texts } = parseGoYaml(file);
  if (values === null) return [];
  if (typeof values !== 'object' || Array.isArray(values)) throw new Error(`expected "datasources:" and a list, got ${kindOf(values)}`);
  const list = field(values, 'datasources') ?? [];
  if (!Array.isArray(list)) throw new Error(`expected a list of datasources, got ${kindOf(list)}`);
  return list.map((value: unknown, i) => ({ value, text: field(field(texts, 'datasources'), String(i)) }));
}

/** Datasources of other types are none of our business, whatever they hold. */
async function isOurs({ text }: Place, env: NodeJS.ProcessEnv): Promise<boolean> {
  const type = field(text, 'type');
  return typeof type === 'string' && (await expand(type, env)) === PLUGIN_ID;
}

async function readDatasource({ value, text }: Place, env: NodeJS.ProcessEnv): Promise<ProvisionedDatasource> {
  const read = async (name: string) => {
    const found = field(text, name) ?? '';
    if (typeof found !== 'string') throw new Error(`expected ${name} to be text, got ${kindOf(found)}`);
    return expand(found, env);
  };
  const name = await read('name');
  const orgId = (await read('orgId')) || '0';
  if (!/^[-+]?\d+$/.test(orgId) || BigInt.asIntN(64, BigInt(orgId)) !== BigInt(orgId))
    throw new Error(`expected orgId to be a whole number, got ${String(field(text, 'orgId'))}`);
  return {
    orgId: Number(orgId) || 1, // Grafana's own default
    uid: (await read('uid')) || uidOfName(name),
    name,
    url: await read('url'),
    user: await read('user'),
    jsonData: await expanded(mapIn(value, 'jsonData'), env),
    secureJsonData: await secretsOf(mapIn(text, 'secureJsonData'), env),
  };
}

/** What Grafana calls a new datasource whose file names no uid (`safeUIDFromName` in pkg/services/provisioning/datasources). */
function uidOfName(name: string): string {
  return `P${createHash('sha256').update(name).digest('hex').slice(0, 16).toUpperCase()}`;
}

function mapIn(entry: unknown, name: string): object {
  const found = field(entry, name) ?? {};
  // A null is empty among the texts.
  if (found === '') return {};
  if (typeof found !== 'object' || found === null || Array.isArray(found))
    throw new Error(`expected ${name} to be a map, got ${kindOf(found)}`);
  return found;
}

async function secretsOf(texts: object, env: NodeJS.ProcessEnv): Promise<Record<string, string>> {
  const secrets: Record<string, string> = {};
  for (const [name, text] of Object.entries(texts)) {
    if (typeof text !== 'string') throw new Error(`expected secureJsonData.${name} to be text, got ${kindOf(text)}`);
    secrets[name] = await expand(text, env);
  }
  return secrets;
}

async function expanded(value: unknown, env: NodeJS.ProcessEnv): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((v) => expanded(v, env)));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(await Promise.all(Object.entries(value).map(async ([k, v]) => [k, await expanded(v, env)] as const)));
  const read = typeof value === 'string' ? await expandValue(value, env) : value;
  if (typeof read === 'number' && !Number.isFinite(read))
    throw new Error('expected numbers in jsonData that JSON can hold, got one that is infinite or none (.inf, .nan)');
  return read;
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'a map' : 'a single value';
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
