import { by, exclude, measures, queues, top } from './fields';

/** One row a queue, as it is at this moment. */
export const now = { queues, exclude, measures, by, top };
