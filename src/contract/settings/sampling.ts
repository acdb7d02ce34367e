import * as z from 'zod';
import { DEFAULTS, LIMITS } from './defaults';
import { flag, names, text, wholeNumber } from './fields';

/** Which queues are read, how often, and what of them. */
export const samplingFields = z.object({
  queues: names
    .max(10_000, { error: 'at most 10000 names' })
    .transform((list) => [...new Set(list)])
    .default([...DEFAULTS.queues])
    .meta({ doc: 'Queues that are always shown, even if they are empty or were never declared.' }),
  discover: flag
    .default(DEFAULTS.discover)
    .meta({ doc: 'Also show the queues that Celery has declared on the broker (`_kombu.binding.*`), looked for once a minute.' }),
  include: names.default([...DEFAULTS.include]).meta({
    doc: 'Of the queues found, only these: names, globs (`email*`) or `/regular expressions/`.',
    default: '`[]`: all',
  }),
  exclude: names.default([...DEFAULTS.exclude]).meta({ doc: 'Queues to leave out, in the same forms. Those in `queues` always stay.' }),
  sampleSeconds: wholeNumber(...LIMITS.sampleSeconds)
    .default(DEFAULTS.sampleSeconds)
    .meta({ doc: 'How often the broker is read, however many people look.' }),
  details: flag.default(DEFAULTS.details).meta({ doc: 'Read more than lengths: [measures](measures.md).' }),
  visibilityTimeout: wholeNumber(...LIMITS.visibilityTimeout)
    .default(DEFAULTS.visibilityTimeout)
    .meta({ doc: '`visibility_timeout` of `broker_transport_options`: seconds until an unacknowledged task goes to another worker.' }),
  ageHeader: text
    .min(1, { error: 'the name of a header' })
    .default(DEFAULTS.ageHeader)
    .meta({ doc: 'Message header that says when a task was sent: seconds or milliseconds since 1970, or ISO 8601.' }),
});

export const sampling = samplingFields.transform(({ details, visibilityTimeout, ageHeader, ...rest }) => ({
  ...rest,
  /** What is read beyond lengths. */
  details: { enabled: details, visibilityTimeout, ageHeader },
}));
