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
  'runs.unheard': { severity: 'warning', text: 'Task events cannot be heard: {{reason}}' },
  'runs.paused': { severity: 'warning', text: 'There are more task events than can be read, so none is read for a while.' },
  'runs.sampled': {
    severity: 'warning',
    text: 'There are many task events: 1 in {{weight}} is read, and numbers are estimates.',
  },
  'runs.silentWorkers': {
    severity: 'warning',
    text: {
      one: "{{count}} of {{all}} workers doesn't send task events: start it with -E.",
      other: "{{count}} of {{all}} workers don't send task events: start them with -E.",
    },
  },
  'runs.lostEvents': {
    severity: 'warning',
    text: {
      one: 'Some events of {{count}} of {{all}} workers are lost, so counts are too low.',
      other: 'Some events of {{count}} of {{all}} workers are lost, so counts are too low.',
    },
  },
  'runs.notByException': {
    severity: 'warning',
    text: '{{measures}}: not known by type of exception. By exception ask for failed and retried.',
  },
  'runs.noQueuesByException': { severity: 'warning', text: 'Exceptions are not known by queue: "queues" has no effect here.' },
  'runs.unmatched': {
    severity: 'info',
    text: 'No task that was heard of matches {{patterns}}. A task is known once an event tells its name.',
  },
  'runs.knownSince': { severity: 'info', text: 'Task runs are known since {{since}}. Earlier runs are not in these numbers.' },
} as const satisfies Readonly<Record<string, Entry>>;
