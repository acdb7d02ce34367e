import * as z from 'zod';
import { DEFAULTS, LIMITS } from './defaults';
import { text, wholeNumber } from './fields';

const option = (name: string) => `\`${name}\` of \`broker_transport_options\``;

/** How kombu names its keys. */
export const keyFields = z.object({
  keyPrefix: text.default(DEFAULTS.keyPrefix).meta({ doc: `${option('global_keyprefix')}, in front of every key.` }),
  separator: text
    .min(1, { error: 'at least one character' })
    .default(DEFAULTS.separator)
    .meta({ doc: `${option('sep')}, between the name of a queue and a priority.` }),
  prioritySteps: z
    .array(wholeNumber(...LIMITS.prioritySteps), { error: 'a list of whole numbers, such as [0, 3, 6, 9]' })
    .min(1, { error: 'at least one step, such as [0]' })
    .max(256, { error: 'at most 256 steps' })
    .transform((steps) => [...new Set(steps)].sort((a, b) => a - b))
    .default([...DEFAULTS.prioritySteps])
    .meta({ doc: `${option('priority_steps')}.` }),
  unackedKey: text
    .min(1, { error: 'the name of a key' })
    .default(DEFAULTS.unackedKey)
    .meta({ doc: `${option('unacked_key')}. If it is wrong, no task appears to be in flight.` }),
  unackedIndexKey: text
    .min(1, { error: 'the name of a key' })
    .default(DEFAULTS.unackedIndexKey)
    .meta({ doc: `${option('unacked_index_key')}.` }),
});
