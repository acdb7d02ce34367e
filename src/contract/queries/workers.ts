import { exclude, queues } from './fields';

/** One row per worker. */
export const workers = { queues, exclude };
