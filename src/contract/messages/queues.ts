import type { Entry } from './entry';

export const QUEUE_MESSAGES = {
  'queues.none': {
    severity: 'info',
    text: 'No queues yet. Start a worker or send a task; discovery runs every {{seconds}} s.',
  },
  'queues.noneConfigured': {
    severity: 'info',
    text: 'No queues. Name queues in the data source settings, or turn on discovery.',
  },
  'queues.unmatched': {
    severity: 'warning',
    text: 'No known queue matches {{patterns}}. Known queues: {{known}}. You can name a queue that no Celery process has declared yet in the data source settings.',
  },
  'queues.unmatchedAndNone': {
    severity: 'warning',
    text: 'No known queue matches {{patterns}}; no queues are known. You can name a queue that no Celery process has declared yet in the data source settings.',
  },
  'queues.pastUnlisted': { severity: 'warning', text: 'Past queues cannot be listed: {{reason}}' },
  'queues.undiscovered': { severity: 'warning', text: 'Queues cannot be discovered. {{reason}}' },
  'queues.discovering': {
    severity: 'info',
    text: 'The broker has many keys, and the search for queues is not finished. More queues may appear.',
  },
  'queues.leftOut': {
    severity: 'warning',
    text: {
      one: '{{count}} queue is left out because there are too many to read. Narrow them down with include and exclude.',
      other: '{{count}} queues are left out because there are too many to read. Narrow them down with include and exclude.',
    },
  },
  'queues.failing': { severity: 'error', text: 'No data since {{since}}. {{reason}}' },
  'queues.unread': { severity: 'warning', text: '{{queue}}: {{reason}}' },
  'live.tooLong': {
    severity: 'warning',
    text: 'This query is too long for live updates, so it updates only when the panel refreshes. Name fewer queues, or use a glob or a /regex/.',
  },
} as const satisfies Readonly<Record<string, Entry>>;
