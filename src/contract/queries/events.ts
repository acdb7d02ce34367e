import { exclude, live, queues } from './fields';
import { filters } from './filters';

/** What happened, as annotations. */
export const events = { queues, exclude, live, filters };
