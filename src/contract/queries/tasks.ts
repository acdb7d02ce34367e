import { exclude, queues, top } from './fields';

/** What is in the queues. */
export const tasks = { queues, exclude, top };
