import { ARCHIVE_MESSAGES } from './archive';
import { ERROR_MESSAGES } from './errors';
import { QUEUE_MESSAGES } from './queues';
import { TASK_MESSAGES } from './tasks';
import { WORKER_MESSAGES } from './workers';

/** Every message of the backend by its code. A code is stable: translations and docs/troubleshooting.md name it. */
export const MESSAGES = { ...QUEUE_MESSAGES, ...WORKER_MESSAGES, ...TASK_MESSAGES, ...ARCHIVE_MESSAGES, ...ERROR_MESSAGES };
