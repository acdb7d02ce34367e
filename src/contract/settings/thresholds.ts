import * as z from 'zod';
import { DEFAULTS } from './defaults';
import { amountOf, byName, positiveOf } from './fields';

const length = amountOf('tasks').optional();
const lengthDoc = (status: string) => ({ doc: `The status is \`${status}\` when more tasks than this wait.`, default: 'never' });
const seconds = positiveOf('seconds').optional();
const ageDoc = (status: string) => ({
  doc: `The status is \`${status}\` when the oldest waiting task is older than this, in seconds. Needs \`details\`.`,
  default: 'never',
});

const age = z
  .object(
    { warning: seconds.meta(ageDoc('warning')), critical: seconds.meta(ageDoc('critical')) },
    { error: 'an object with warning and critical' },
  )
  .check(({ value: { warning, critical }, issues }) => {
    if (warning === undefined || critical === undefined || warning <= critical) return;
    const message = `a number of seconds, not more than critical (${critical})`;
    issues.push({ code: 'custom', path: ['warning'], input: warning, message });
  })
  .optional();

const threshold = z.object(
  { warning: length.meta(lengthDoc('warning')), critical: length.meta(lengthDoc('critical')), age },
  { error: 'an object with warning, critical and age' },
);

/** The number of waiting tasks, and the age of the oldest one, above which a queue's status is warning or critical. */
export const thresholdFields = z.object({
  thresholds: z
    .object(
      {
        ...threshold.shape,
        queues: byName(threshold, 'an object by queue name').default(DEFAULTS.thresholds.queues).meta({
          doc: 'Thresholds per queue: `{ emails: { critical: 50, age: { critical: 600 } } }`. A level that is left out is the one above.',
        }),
      },
      { error: 'an object with warning, critical, age and queues' },
    )
    .default(DEFAULTS.thresholds),
});

export const thresholds = thresholdFields.transform((fields) => fields.thresholds);
