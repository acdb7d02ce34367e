import * as z from 'zod';
import { DEFAULTS, LIMITS, TASK_EVENTS } from './defaults';
import { byName, flag, names, oneOf, text, wholeNumber } from './fields';

const exchange = text.min(1, { error: 'the name of an exchange' });

/** How it is known who works on the queues, and what becomes of tasks. */
export const workerFields = z.object({
  workerEvents: flag.default(DEFAULTS.workerEvents).meta({ doc: "Listen to the workers' heartbeats: [workers](workers.md)." }),
  taskEvents: oneOf(TASK_EVENTS)
    .default(DEFAULTS.taskEvents)
    .meta({ doc: 'Listen to what workers and producers tell of each task: [task events](task-events.md).' }),
  workerQueues: byName(names, 'an object with a list of queues by worker name')
    .default(DEFAULTS.workerQueues)
    .meta({ doc: 'Queues by worker: `{ "emails@*": [emails] }`. Names, globs or `/regular expressions/`.' }),
  workerConcurrency: byName(wholeNumber(...LIMITS.workerConcurrency), 'an object with a number of slots by worker name')
    .default(DEFAULTS.workerConcurrency)
    .meta({
      doc: 'Tasks that a worker runs at a time, by worker: `{ "emails@*": 8 }`. Of several names that match the first counts. For [capacity](measures.md#capacity).',
    }),
  remoteControl: flag
    .default(DEFAULTS.remoteControl)
    .meta({ doc: 'Ask the workers once a minute which queues they consume. This [writes to the broker](workers.md#remote-control).' }),
  eventExchange: exchange.default(DEFAULTS.eventExchange).meta({ doc: '`event_exchange` of the Celery app.' }),
  controlExchange: exchange.default(DEFAULTS.controlExchange).meta({ doc: '`control_exchange` of the Celery app.' }),
});

export const workers = workerFields.transform(({ workerEvents, workerQueues, workerConcurrency, ...rest }) => ({
  /** Whether to listen to the workers' heartbeats. */
  listen: workerEvents,
  /** Queues by worker name; names may be globs such as `emails@*`. */
  queues: workerQueues,
  /** Slots of a worker by its name, in the same way. */
  concurrency: workerConcurrency,
  ...rest,
}));
