import { by, exclude, measures, queues, top } from './fields';
import { filters } from './filters';

/** One row per queue, as it is now. */
export const now = { queues, exclude, measures, by, top, filters };
