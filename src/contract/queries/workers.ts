import { exclude, queues } from './fields';

/** Who works on the queues: one row a worker. */
export const workers = { queues, exclude };
