import { MappingType, SpecialValueMatch, type ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';

/** What words of the API are called on a dashboard, and their colors. */
type Words = Readonly<Record<string, readonly [text: string, color: string]>>;

function values(words: Words): ValueMapping[] {
  const options = Object.entries(words).map(([value, [text, color]], index) => [value, { text, color, index }] as const);
  return [{ type: MappingType.ValueToText, options: Object.fromEntries(options) }];
}

/** Of the measure `status`: a number in `history`. */
export const STATUS_NUMBERS = values({
  0: ['OK', 'green'],
  1: ['Warning', 'orange'],
  2: ['Critical', 'red'],
  3: ['Unconsumed', 'purple'],
});

/** The statuses of `now`, in the order in which the table is sorted: worst last. */
export const RANKED_STATUSES = ['ok', 'unknown', 'warning', 'critical', 'unconsumed'];
export const RANKED_STATUS_NUMBERS = values({
  0: ['OK', 'green'],
  1: ['Unknown', 'text'],
  2: ['Warning', 'orange'],
  3: ['Critical', 'red'],
  4: ['Unconsumed', 'purple'],
});

export const BROKER_STATUS = values({
  ok: ['OK', 'green'],
  warning: ['Warning', 'orange'],
  critical: ['Critical', 'red'],
  unknown: ['Unknown', 'text'],
});

/** Of one kind of risk: a number. */
export const RISK_NUMBERS = values({ 0: ['No risk', 'green'], 1: ['Warning', 'orange'], 2: ['Critical', 'red'] });

export const RISK_KINDS = values({
  memory: ['Memory', 'text'],
  eviction: ['Eviction', 'text'],
  fragmentation: ['Fragmentation', 'text'],
  clients: ['Clients', 'text'],
  replication: ['Replication', 'text'],
  persistence: ['Persistence', 'text'],
  deliveries: ['Deliveries', 'text'],
});

export const WORKER_STATE = values({
  online: ['Online', 'green'],
  late: ['Late', 'orange'],
  gone: ['Gone', 'red'],
  unknown: ['Unknown', 'text'],
});

export const SEVERITY = values({ info: ['Info', 'blue'], warning: ['Warning', 'orange'], critical: ['Critical', 'red'] });

export const YES_NO: ValueMapping[] = [
  { type: MappingType.SpecialValue, options: { match: SpecialValueMatch.True, result: { text: 'Yes', index: 0 } } },
  { type: MappingType.SpecialValue, options: { match: SpecialValueMatch.False, result: { text: 'No', index: 1 } } },
];

/**
 * A quality is one word, or names the measures that are less than exact: `estimate: arrivals; atLeast: oldestAge`. The worst one is shown.
 */
export const QUALITY: ValueMapping[] = [
  ['^exact$', 'Exact', 'green'],
  ['^unknown$', 'Unknown', 'text'],
  ['.*stale.*', 'Out of date', 'orange'],
  ['.*atLeast.*', 'At least this', 'orange'],
  ['.*estimate.*', 'Estimate', 'blue'],
  ['.*unknown.*', 'Partly known', 'blue'],
].map(([pattern = '', text = '', color = ''], index) => ({
  type: MappingType.RegexToText,
  options: { pattern, result: { text, color, index } },
}));

/** Of the measure `deviation`. */
export const USUAL = values({ 0: ['As usual', 'green'] });

export const MIRROR_STATE = values({
  ok: ['OK', 'green'],
  starting: ['Starting', 'blue'],
  failing: ['Failing', 'red'],
  overBudget: ['Over budget', 'red'],
  taken: ['Name in use', 'red'],
  off: ['Off', 'text'],
});
