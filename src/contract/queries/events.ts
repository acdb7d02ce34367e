import { exclude, live, queues } from './fields';

/** What happened, as annotations. */
export const events = { queues, exclude, live };
