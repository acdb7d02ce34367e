import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { DOCUMENTS, filesIn } from '../docs/documents';

/** A query as it is stored or written down somewhere, and where. */
export interface Found {
  readonly where: string;
  readonly query: Readonly<Record<string, unknown>>;
}

const PLUGIN = 'backlog-celery-datasource';
/** A query in a document or in code: an object without objects in it that says which type of query it is. */
const WRITTEN = /\{[^{}]*\bqueryType["']?: *["']\w+["'][^{}]*\}/g;

/** Every query of this repository that people or Grafana are to use, from its root. */
export function storedQueries(): Found[] {
  const provisioned = filesIn('provisioning').filter((path) => /(dashboards|alerting)\/.+\.(json|yaml)$/.test(path));
  const written = [
    ...DOCUMENTS,
    ...[...filesIn('demo'), ...filesIn('workbench')].filter((path) => /\.(tsx?|mjs|py|json|ya?ml)$/.test(path)),
  ];
  return [...provisioned.flatMap(provisionedIn), ...written.flatMap(writtenIn)];
}

function provisionedIn(where: string): Found[] {
  return [...queriesOf(parse(readFileSync(where, 'utf8')))].map((query) => ({ where, query }));
}

/** Panels and annotations name their datasource's type in the query or beside it, rules its uid beside the `model`. */
function* queriesOf(node: unknown, ours = false): Generator<Found['query']> {
  if (Array.isArray(node)) {
    for (const each of node) yield* queriesOf(each);
    return;
  }
  if (!isObject(node)) return;
  const { datasource, datasourceUid, model, target } = node;
  const isOurs = isObject(datasource) && datasource['type'] === PLUGIN;
  if (ours || (isOurs && 'refId' in node)) yield node;
  if (isOurs && isObject(target)) yield* queriesOf(target, true);
  else if (typeof datasourceUid === 'string' && datasourceUid.startsWith('celery-') && isObject(model)) yield* queriesOf(model, true);
  else for (const value of Object.values(node)) yield* queriesOf(value);
}

function writtenIn(where: string): Found[] {
  // A flow mapping of YAML may be written as JSON or as JavaScript.
  const found = readFileSync(where, 'utf8').match(WRITTEN) ?? [];
  return found.map((text): unknown => parse(text)).flatMap((query) => (isObject(query) ? { where, query } : []));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
