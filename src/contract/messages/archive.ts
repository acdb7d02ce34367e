import type { Entry } from './entry';

export const ARCHIVE_MESSAGES = {
  'archive.noPriorities': {
    severity: 'info',
    text: 'There is no history by priority before {{before}}: {{archive}} stores only the total of each queue.',
  },
  'archive.unread': { severity: 'warning', text: 'History before {{before}} is missing. {{reason}}' },
  'archive.measuresNotKept': {
    severity: 'info',
    text: 'Before {{before}} nothing is known of {{measures}}: not among jsonData.mirror.measures.',
  },
  'archive.agesNotKept': {
    severity: 'info',
    text: 'Before {{before}} the status follows the lengths alone: oldestAge is not among jsonData.mirror.measures.',
  },
  'archive.runsByTaskOnly': {
    severity: 'info',
    text: '{{archive}} has runs by task only: a query by task, without queues, shows older ones.',
  },
  'archive.runsUnread': { severity: 'warning', text: 'Older task runs are missing. {{reason}}' },
} as const satisfies Readonly<Record<string, Entry>>;
