import type { Entry } from './entry';

/** Ad hoc filters that have no effect, or leave out everything. */
export const FILTER_MESSAGES = {
  'filters.priority': {
    severity: 'warning',
    text: 'The filter "priority" does not apply to this query. Group a query of history or now by priority to filter by it.',
  },
  'filters.task': { severity: 'warning', text: 'The filter "task" does not apply to this query. Only task runs can be filtered by task.' },
  'filters.queue': { severity: 'warning', text: 'The filter "queue" does not apply to this query. The broker is one for all queues.' },
  'filters.unknown': { severity: 'warning', text: 'The filter "{{key}}" does not apply to this query. The filters are {{keys}}.' },
  'filters.leftOut': { severity: 'info', text: 'The filter "broker" leaves out this data source, which is "{{environment}}".' },
} as const satisfies Readonly<Record<string, Entry>>;
