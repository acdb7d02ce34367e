import { exclude, queues } from './fields';
import { filters } from './filters';

/** One row per worker. */
export const workers = { queues, exclude, filters };
