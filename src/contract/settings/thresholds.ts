import * as z from 'zod';
import { DEFAULTS } from './defaults';
import { amountOf, byName } from './fields';

const level = amountOf('tasks').optional();
const doc = (status: string) => ({ doc: `The status is \`${status}\` when more tasks than this wait.`, default: 'never' });

export const threshold = z.object(
  { warning: level.meta(doc('warning')), critical: level.meta(doc('critical')) },
  { error: 'an object with warning and critical' },
);

/** From how many waiting tasks on a queue's status is warning or critical. */
export const thresholdFields = z.object({
  thresholds: z
    .object(
      {
        ...threshold.shape,
        queues: byName(threshold, 'an object by queue name')
          .default(DEFAULTS.thresholds.queues)
          .meta({ doc: 'Thresholds per queue: `{ emails: { critical: 50 } }`. A level that is left out is the one above.' }),
      },
      { error: 'an object with warning, critical and queues' },
    )
    .default(DEFAULTS.thresholds),
});

export const thresholds = thresholdFields.transform((fields) => fields.thresholds);
