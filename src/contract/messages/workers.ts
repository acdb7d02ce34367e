import type { Entry } from './entry';

export const WORKER_MESSAGES = {
  'workers.off': {
    severity: 'info',
    text: 'Worker heartbeats are off: jsonData.workerEvents is false in the data source settings. Turn it on to see workers.',
  },
  'workers.none': {
    severity: 'info',
    text: 'No worker heartbeat since {{since}}. Start a worker. Workers send a heartbeat to the exchange {{exchange}} every two seconds, unless they run with --without-heartbeat.',
  },
  'workers.unmatched': {
    severity: 'info',
    text: 'No known worker consumes the selected queues. Clear the queue filter to see all workers.',
  },
  'workers.clockAhead': {
    severity: 'warning',
    text: "The clock of {{worker}} is {{seconds}} s ahead of this server's clock. Tasks with an ETA or an expiry run at the wrong time. Synchronize both clocks.",
  },
  'workers.clockBehind': {
    severity: 'warning',
    text: "The clock of {{worker}} is {{seconds}} s behind this server's clock. Tasks with an ETA or an expiry run at the wrong time. Synchronize both clocks.",
  },
  'workers.unheard': { severity: 'warning', text: 'Workers cannot be heard: {{reason}}' },
  'workers.unasked': { severity: 'warning', text: 'Workers cannot be asked: {{reason}}' },
  'workers.badReply': { severity: 'warning', text: "{{worker}}'s reply could not be used: {{reason}}" },
  'workers.leftOut': {
    severity: 'warning',
    text: 'There are more than {{most}} workers. Some are left out.',
  },
} as const satisfies Readonly<Record<string, Entry>>;
