import type { Replace } from '../expand-variables';

/** A dashboard variable for tests: its value, or the custom "All" value, which Grafana gives out without a format. */
export type FakeVariable =
  | string
  | number
  | readonly string[]
  | null
  | { readonly all: string }
  | { readonly fields: Readonly<Record<string, string>> };

/** Grafana's `variableRegex`. */
const EXPRESSION = /\$(\w+)|\[\[(\w+?)(?::(\w+))?\]\]|\${(\w+)(?:\.([^:^}]+))?(?::([^}]+))?}/g;

const quoted = (quote: string, escaped: string) => (list: readonly string[]) =>
  list.map((v) => quote + v.replaceAll(quote, escaped) + quote).join(',');
const lucene = (text: string) => text.replace(/([!*+\-=<>\s&|()[\]{}^~?:\\/"])/g, '\\$1');
const encoded = (text: string) => encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
const regex = (text: string) => text.replace(/[\\^$*+?.()|[\]{}/]/g, '\\$&');

/** Every format that Grafana documents, as its `formatRegistry` has them. */
export const FORMATS: Readonly<Record<string, (list: readonly string[], name: string, isList: boolean) => string>> = {
  csv: (list) => list.join(','),
  date: (list, _, isList) => {
    const at = isList ? Number.NaN : Number.parseInt(list[0] ?? '', 10);
    return Number.isNaN(at) ? 'NaN' : new Date(at).toISOString();
  },
  distributed: (list, name) => list.map((v, i) => (i === 0 ? v : `${name}=${v}`)).join(','),
  doublequote: quoted('"', '\\"'),
  glob: (list) => (list.length > 1 ? `{${list.join(',')}}` : String(list)),
  json: (list, _, isList) => (isList ? JSON.stringify(list) : (list[0] ?? '')),
  lucene: (list, _, isList) => (isList ? `(${list.map((v) => `"${lucene(v)}"`).join(' OR ')})` : lucene(list[0] ?? '')),
  percentencode: (list, _, isList) => encoded(isList ? `{${list.join(',')}}` : (list[0] ?? '')),
  pipe: (list) => list.join('|'),
  queryparam: (list, name) => list.map((v) => `var-${name}=${encoded(v)}`).join('&'),
  raw: (list) => String(list),
  regex: (list) => (list.length > 1 ? `(${list.map(regex).join('|')})` : regex(list[0] ?? '')),
  singlequote: quoted("'", "\\'"),
  sqlstring: quoted("'", "''"),
  text: (list) => list.join(' + '),
};

/** `templateSrv.replace` of Grafana 12: a format written with a variable comes before the one that is handed over. */
export const replaceWith =
  (variables: Readonly<Record<string, FakeVariable>>): Replace =>
  (target, format) =>
    target.replace(EXPRESSION, (match, var1?: string, var2?: string, fmt2?: string, var3?: string, path?: string, fmt3?: string) => {
      const name = var1 ?? var2 ?? var3 ?? '';
      if (!Object.hasOwn(variables, name)) return match;
      const found = variables[name];
      if (found === null || found === undefined) return '';
      const [written] = (fmt2 ?? fmt3 ?? '').split(':');
      if (typeof found === 'object' && 'all' in found) {
        if (written === 'text') return 'All';
        if (written === 'queryparam') return `var-${name}=All`;
        return written === 'percentencode' ? encoded(found.all) : found.all;
      }
      const value = typeof found === 'object' && 'fields' in found ? found.fields[path ?? ''] : found;
      if (!written) return format(value);
      const isList = Array.isArray(value);
      return (FORMATS[written] ?? FORMATS['glob'])?.((isList ? value : [value]).map(String), name, isList) ?? '';
    });
