import { by, exclude, measures, queues, top } from './fields';

/** One row per queue, as it is now. */
export const now = { queues, exclude, measures, by, top };
