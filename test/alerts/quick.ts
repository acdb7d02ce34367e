import { type Rule, ruleOf } from '../../dashboards/alerts/rule';
import { ALERTS } from '../../dashboards/alerts/table';
import { THRESHOLDS } from '../../dashboards/alerts/thresholds';

/** The delay of the mirror grows a second a second, and it is up to a minute while all is well. Seconds. */
export const DELAY = 80;
/** How far back a quick rule looks, so that what was before is soon over. Seconds. */
const RANGE = 30;
/** Runs of ten minutes count, however slowly this machine runs them. "Before" of the workers must outlast their end. */
const RANGES: Readonly<Record<string, number>> = { 'task-failures': 600, 'workers-gone': 600 };

/** The rule as the table has it, but it looks back over half a minute in steps of a second, and does not wait. */
export function quickRule(name: string, environment: string): Rule {
  const row = ALERTS.find((one) => one.name === name);
  if (!row) throw new Error(`expected a rule, got ${name}`);
  const rule = ruleOf(row, environment);
  const range = { from: RANGES[name] ?? RANGE, to: 0 };
  return { ...rule, for: '0s', data: rule.data.map((one) => ({ ...one, relativeTimeRange: range, model: quick(one.model) })) };
}

function quick(model: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const text = JSON.stringify('intervalMs' in model ? { ...model, intervalMs: 1000 } : model);
  return JSON.parse(text.replaceAll(`"params":[${THRESHOLDS.mirrorDelay}]`, `"params":[${DELAY}]`));
}
