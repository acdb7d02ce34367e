import type { Entry } from './entry';

export const TASK_MESSAGES = {
  'tasks.tooManyQueues': {
    severity: 'warning',
    text: '{{selected}} queues are selected and the {{most}} longest shown: each is read separately. Select fewer.',
  },
  'tasks.moreUnread': {
    severity: 'warning',
    text: { one: '{{count}} more queue could not be read.', other: '{{count}} more queues could not be read.' },
  },
  'tasks.tooLarge': {
    severity: 'info',
    text: 'Lists whose messages at both ends are too large to be fetched are counted, but not read.',
  },
  'runs.off': {
    severity: 'warning',
    text: 'Task events are off: jsonData.taskEvents is "off" in the data source settings. Set it to "listen", and start workers with -E.',
  },
  'runs.none': {
    severity: 'info',
    text: 'No task events since {{since}}. Start workers with -E or set worker_send_task_events = True. To count sent tasks, set task_send_sent_event = True.',
  },
  'runs.knownSince': { severity: 'info', text: 'Task runs are known since {{since}}. Earlier runs are not in these numbers.' },
} as const satisfies Readonly<Record<string, Entry>>;
