import { exclude, queues, top } from './fields';
import { filters } from './filters';

/** What is in the queues. */
export const tasks = { queues, exclude, top, filters };
