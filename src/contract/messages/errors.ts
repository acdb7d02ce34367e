import type { Entry } from './entry';

/** Why a query has no answer. */
export const ERROR_MESSAGES = {
  'query.tooManySeries': {
    severity: 'error',
    text: 'This query returns {{asked}} time series. The limit is {{most}}. Select fewer queues or measures, or set "top" to show only the largest.',
  },
  'query.tooManyValues': {
    severity: 'error',
    text: 'This query returns {{asked}} values. The limit is {{most}}. Select fewer queues or measures, or set "top" to show only the largest.',
  },
  'query.slowPatterns': {
    severity: 'error',
    text: 'Matching the patterns against {{names}} names takes longer than {{milliseconds}} ms. Use fewer regular expressions, or avoid repetitions such as .{0,100}.',
  },
} as const satisfies Readonly<Record<string, Entry>>;
