import type { Rule } from '../../dashboards/alerts/rule';
import type { TestFrame } from '../setup/backend';
import { type Data, dataOf, keyOf, type Labels } from './frames';
import { calculate, variablesOf } from './math';
import { conditionOf, expressionOf } from './models';

export interface Instance {
  readonly labels: Labels;
  readonly firing: boolean;
  /** Of every expression and query with one number, by refId. */
  readonly values: Readonly<Record<string, number>>;
}

export type State = 'Alerting' | 'Normal' | 'KeepLast';
/** What an evaluation makes of a rule: its alerts, or what the rule says for an error or for no data. */
export type Outcome =
  | { readonly kind: 'instances'; readonly instances: readonly Instance[] }
  | { readonly kind: 'error' | 'noData'; readonly state: State };

const REDUCERS = {
  min: (values: readonly number[]) => Math.min(...values),
  max: (values: readonly number[]) => Math.max(...values),
  mean: (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length,
  last: (values: readonly number[]) => values.at(-1) ?? Number.NaN,
} as const;

/**
 * Evaluates a rule once, as Grafana's server-side expressions do. Strict: it refuses frames that Grafana's alerting refuses, a reduce of
 * what is no series, and math or a threshold on what is no number.
 * @param answers of each query, by refId; an error where the data source failed
 */
export function evaluateRule(rule: Rule, answers: Readonly<Record<string, readonly TestFrame[] | Error>>): Outcome {
  const known = new Map<string, Data>();
  for (const { refId, datasourceUid, model } of rule.data) {
    if (datasourceUid !== '__expr__') {
      const answer = answers[refId];
      if (answer === undefined) throw new Error(`expected an answer to ${refId}`);
      if (answer instanceof Error) return { kind: 'error', state: stateOf(rule.execErrState) };
      known.set(refId, dataOf(answer));
    } else known.set(refId, express(model, known));
  }
  const condition = numbersOf(rule.condition, known);
  if (condition.every(({ value }) => Number.isNaN(value))) return { kind: 'noData', state: stateOf(rule.noDataState) };
  const instances = condition
    .filter(({ value }) => !Number.isNaN(value))
    .map(({ labels, value }) => ({
      labels,
      firing: value !== 0,
      values: Object.fromEntries(
        [...known].flatMap(([refId, data]) =>
          data.kind === 'numbers'
            ? data.items.filter((item) => keyOf(item.labels) === keyOf(labels)).map((item) => [refId, item.value])
            : [],
        ),
      ),
    }));
  return { kind: 'instances', instances };
}

function stateOf(state: string): State {
  if (state === 'OK') return 'Normal';
  if (state === 'Alerting' || state === 'KeepLast') return state;
  throw new Error(`expected OK, Alerting or KeepLast, got ${state}`);
}

function numbersOf(refId: string, known: ReadonlyMap<string, Data>) {
  const data = known.get(refId);
  if (!data) throw new Error(`expected a query before it is used: ${refId}`);
  if (data.kind !== 'numbers') throw new Error(`expected numbers, got a series: ${refId}. Reduce it first.`);
  return data.items;
}

function express(model: unknown, known: ReadonlyMap<string, Data>): Data {
  const expression = expressionOf(model);
  if (expression.type === 'reduce') {
    const data = known.get(expression.expression);
    if (data?.kind === 'numbers' && data.items.length === 0) return data;
    if (data?.kind !== 'series') throw new Error(`expected a series to reduce: ${expression.expression}`);
    const items = data.items.map(({ labels, values }) => {
      const found = values.filter((value) => !Number.isNaN(value)); // dropNN
      return { labels, value: found.length === 0 ? Number.NaN : REDUCERS[expression.reducer](found) };
    });
    return { kind: 'numbers', items };
  }
  if (expression.type === 'threshold') {
    const breaches = conditionOf(expression.conditions);
    const items = numbersOf(expression.expression, known).map(({ labels, value }) => ({
      labels,
      value: Number.isNaN(value) ? value : Number(breaches(value)),
    }));
    return { kind: 'numbers', items };
  }
  // Values are joined by equal labels. One that lacks a partner drops out.
  const names = variablesOf(expression.expression);
  const [first = '', ...others] = names;
  const items = numbersOf(first, known).flatMap(({ labels, value }) => {
    const joined: [string, number][] = [[first, value]];
    for (const name of others) {
      const partner = numbersOf(name, known).find((item) => keyOf(item.labels) === keyOf(labels));
      if (partner) joined.push([name, partner.value]);
    }
    if (joined.length < names.length) return [];
    const numbers = Object.fromEntries(joined);
    const unknown = Object.values(numbers).some((number) => Number.isNaN(number));
    return [{ labels, value: unknown ? Number.NaN : calculate(expression.expression, numbers) }];
  });
  return { kind: 'numbers', items };
}
