import type { Notice } from 'grafana-node-datasource-runtime';
import { type AnyMessage, message } from '../../src/contract/messages/message';
import { FILTER_KEYS, type Filter, type FilterKey } from '../../src/contract/queries/filters';
import type { QueueQuery } from '../../src/contract/query';
import { assertSmall, compilePattern } from '../queues/patterns/match';
import { say } from './notices/said';

/** Whether a label's value passes the filters of one key. */
export type Passes = (value: string) => boolean;

/**
 * Ad hoc filters of one key as a test of a value. A regular expression is for the whole value, as in Prometheus.
 * @throws ContractError naming the filter with an invalid regular expression
 */
export function passing(filters: readonly Filter[], key: FilterKey): Passes | undefined {
  const own = filters.flatMap((filter, i) => (filter.key === key ? [testOf(filter, `filters[${i}]`)] : []));
  return own.length === 0 ? undefined : (value) => own.every((test) => test(value));
}

function testOf({ operator, values }: Filter, field: string): Passes {
  const negated = operator.startsWith('!');
  if (operator === '=~' || operator === '!~') {
    const [expression = ''] = values;
    // Grafana sends an empty filter while somebody is still choosing its value.
    if (expression === '') return () => true;
    const pattern = `/^(?:${expression})$/`;
    assertSmall({ [field]: [pattern] });
    const compiled = compilePattern(pattern, field);
    return (value) => (compiled?.matches(value) ?? false) !== negated;
  }
  const wanted = new Set(values);
  return (value) => wanted.has(value) !== negated;
}

/** The keys that a query can be filtered by. */
function keysOf(query: QueueQuery): readonly FilterKey[] {
  if (query.queryType === 'broker') return ['broker'];
  if (query.queryType === 'runs') return ['queue', 'broker', 'task'];
  return 'by' in query && query.by === 'priority' ? ['queue', 'broker', 'priority'] : ['queue', 'broker'];
}

/** Names the filters that do not apply to a query, because a filter that is ignored in silence shows the wrong numbers. */
export function filterNotices(query: QueueQuery): Notice[] {
  const applied: readonly string[] = keysOf(query);
  const astray = [...new Set(query.filters.map(({ key }) => key).filter((key) => !applied.includes(key)))];
  return astray.map((key) => say(astrayMessage(key)));
}

function astrayMessage(key: string): AnyMessage {
  if (key === 'priority' || key === 'task' || key === 'queue') return message(`filters.${key}`);
  return message('filters.unknown', { key, keys: FILTER_KEYS.join(', ') });
}

/** Tells that a filter leaves out everything of this broker. */
export function leftOut(environment: string): Notice {
  return say(message('filters.leftOut', { environment }));
}
