import { ContractError, problemsOf } from './problem';
import type { MirrorSettings } from './settings';
import { mirrorObject } from './settings/mirror';

/** What may be asked of `GET cost`: numbers, lists, and one name. */
const NUMBERS = ['maxQueues', 'maxTasks', 'maxDollarsPerMonth'] as const;
const LISTS = ['measures', 'taskMeasures'] as const;
const schema = mirrorObject.pick({
  maxQueues: true,
  maxTasks: true,
  maxDollarsPerMonth: true,
  measures: true,
  taskMeasures: true,
  naming: true,
});

/**
 * The mirror settings that `GET cost` asks about: the saved ones, overridden by the parameters. An empty parameter means the
 * default. Unknown ones are ignored, like unknown settings.
 * @throws ContractError naming every wrong parameter
 */
export function parseCostQuery(query: URLSearchParams, saved: MirrorSettings): MirrorSettings {
  const given: Record<string, unknown> = {};
  for (const name of NUMBERS) given[name] = query.has(name) ? numberOr(said(query, name)) : saved[name];
  given['naming'] = query.has('naming') ? one(said(query, 'naming')) : saved.naming;
  for (const name of LISTS) given[name] = query.has(name) ? emptyOr(said(query, name)) : saved[name];
  const result = schema.safeParse(given);
  if (!result.success) throw new ContractError(problemsOf(result.error, given));
  const { maxDollarsPerMonth, ...rest } = result.data;
  return { ...saved, ...rest, maxDollarsPerMonth };
}

/** All values of the parameter; none if it is empty. */
function said(query: URLSearchParams, name: string): string[] {
  return query
    .getAll(name)
    .map((text) => text.trim())
    .filter((text) => text !== '');
}

function emptyOr(texts: readonly string[]): readonly string[] | undefined {
  return texts.length > 0 ? texts : undefined;
}

/** One text, or all of them, which the schema then refuses. */
function one(texts: readonly string[]): unknown {
  return texts.length > 1 ? texts : texts[0];
}

function numberOr(texts: readonly string[]): unknown {
  const text = one(texts);
  return typeof text === 'string' && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}
