import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { floatOf } from './go-scalars';

/**
 * Replaces `$VAR`, `${VAR}`, `$__env{VAR}` and `$__file{/path}` as Grafana does (pkg/services/provisioning/values): `$$` is a
 * dollar sign; between these `${}` and `$__env{}` are replaced first, then `$__file{}`, then `$VAR`, each also in what the ones
 * before have put there. So a `$` in a password that comes from a file or by `${VAR}` is replaced again; by `$VAR` it is not.
 */
export async function expand(text: string, env: NodeJS.ProcessEnv): Promise<string> {
  const parts = await Promise.all(text.split('$$').map(async (part) => expandEnv(await expandVar(part, env), env)));
  return parts.join('$');
}

/** The same in jsonData, where Grafana takes a text in which something was replaced for the number or truth value that it reads as. */
export async function expandValue(text: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const expanded = await expand(text, env);
  if (expanded === text || text.includes('$$')) return expanded;
  const number = floatOf(expanded);
  if (number !== undefined) return number;
  if (/^(t|T|true|True|TRUE)$/.test(expanded)) return true;
  return /^(f|F|false|False|FALSE)$/.test(expanded) ? false : expanded;
}

const REFERENCE = /\$(|__\w+)\{([^}]+)\}/g;

/** `ExpandVar` (pkg/setting/expanders.go). What it finds is looked for once a round, and replaced where it first stands by then. */
async function expandVar(text: string, env: NodeJS.ProcessEnv): Promise<string> {
  let result = text;
  for (const [whole, kind, name = ''] of result.matchAll(REFERENCE)) {
    if (kind !== '' && kind !== '__env') continue;
    const value = env[name] || (name === 'HOSTNAME' ? hostname() : '');
    result = result.replace(whole, () => value);
  }
  for (const [whole, kind, path = ''] of result.matchAll(REFERENCE)) {
    if (kind !== '__file') continue;
    const value = (await readFile(path, 'utf8')).replace(/^\p{White_Space}+|\p{White_Space}+$/gu, '');
    result = result.replace(whole, () => value);
  }
  return result;
}

/** Go's `os.ExpandEnv`: `$-x` names the variable `-`, `$10` the variable `1`, and of a brace that is not closed only `${` goes. */
function expandEnv(text: string, env: NodeJS.ProcessEnv): string {
  return text.replace(/\$(?:\{([^}]*)\}|\{|([*#$@!?\d-]|\w+))/g, (_, braced?: string, bare?: string) => env[braced ?? bare ?? ''] ?? '');
}
