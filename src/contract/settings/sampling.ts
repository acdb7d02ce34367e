import * as z from 'zod';
import { DEFAULTS, LIMITS } from './defaults';
import { flag, names, text, wholeNumber } from './fields';

/** Which queues are read, how often, and in what detail. */
export const samplingFields = z.object({
  queues: names
    .max(10_000, { error: 'at most 10000 names' })
    .transform((list) => [...new Set(list)])
    .default([...DEFAULTS.queues])
    .meta({ doc: 'Queues to always show, even if they are empty or were never declared.' }),
  discover: flag
    .default(DEFAULTS.discover)
    .meta({ doc: 'Look for the queues that Celery declared on the broker (`_kombu.binding.*`), once a minute.' }),
  include: names.default([...DEFAULTS.include]).meta({
    doc: 'Discovered queues to keep: names, globs (`email*`) or `/regular expressions/`.',
    default: '`[]`: all',
  }),
  exclude: names
    .default([...DEFAULTS.exclude])
    .meta({ doc: 'Discovered queues to leave out, in the same forms. Those in `queues` always stay.' }),
  sampleSeconds: wholeNumber(...LIMITS.sampleSeconds)
    .default(DEFAULTS.sampleSeconds)
    .meta({ doc: 'How often the broker is read, in seconds, however many panels query it.' }),
  details: flag.default(DEFAULTS.details).meta({ doc: 'Read queue details, not only lengths: [measures](measures.md).' }),
  visibilityTimeout: wholeNumber(...LIMITS.visibilityTimeout)
    .default(DEFAULTS.visibilityTimeout)
    .meta({ doc: '`visibility_timeout` of `broker_transport_options`: seconds until an unacknowledged task goes to another worker.' }),
  ageHeader: text
    .min(1, { error: 'the name of a header' })
    .default(DEFAULTS.ageHeader)
    .meta({ doc: 'Message header with the time a task was sent: Unix seconds or milliseconds, or ISO 8601.' }),
});

export const sampling = samplingFields.transform(({ details, visibilityTimeout, ageHeader, ...rest }) => ({
  ...rest,
  /** What is read besides lengths. */
  details: { enabled: details, visibilityTimeout, ageHeader },
}));
