import type { Entry } from './entry';

/** Why an answer has no rows, and what to do. */
export const EMPTY_MESSAGES = {
  'events.none': {
    severity: 'info',
    text: 'No events between {{from}} and {{to}}. An event is a status change of a queue, an outage of the broker, or a worker that starts or stops. Select a longer time range.',
  },
  'tasks.none': {
    severity: 'info',
    text: 'No tasks are waiting in the selected queues. To see tasks that workers have already taken, select the measure inFlight or the query type runs.',
  },
  'mirror.off': {
    severity: 'info',
    text: 'The CloudWatch mirror is off. To keep history for longer than memory allows, turn on jsonData.mirror.enabled in the data source settings.',
  },
  'mirror.nothingYet': {
    severity: 'info',
    text: 'The mirror has not stored anything yet. It stores the first minute about two minutes after it starts.',
  },
  'mirror.storesNothing': { severity: 'warning', text: 'The mirror stores nothing. {{reason}}' },
  'history.notKept': {
    severity: 'info',
    text: 'There is no history before {{begins}}, when the data source started to read the broker. To keep history across restarts, turn on the CloudWatch mirror.',
  },
} as const satisfies Readonly<Record<string, Entry>>;
