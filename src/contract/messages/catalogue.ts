import { ARCHIVE_MESSAGES } from './archive';
import { AWS_MESSAGES } from './aws';
import { EMPTY_MESSAGES } from './empty';
import { ERROR_MESSAGES } from './errors';
import { FILTER_MESSAGES } from './filters';
import { HEALTH_MESSAGES } from './health';
import { MEASURE_MESSAGES } from './measures';
import { PART_MESSAGES } from './parts';
import { QUEUE_MESSAGES } from './queues';
import { REDIS_MESSAGES } from './redis';
import { TASK_MESSAGES } from './tasks';
import { WORKER_MESSAGES } from './workers';

/** Every message of the backend by its code. A code is stable: translations and docs/troubleshooting.md name it. */
export const MESSAGES = {
  ...QUEUE_MESSAGES,
  ...WORKER_MESSAGES,
  ...TASK_MESSAGES,
  ...ARCHIVE_MESSAGES,
  ...ERROR_MESSAGES,
  ...EMPTY_MESSAGES,
  ...HEALTH_MESSAGES,
  ...FILTER_MESSAGES,
  ...MEASURE_MESSAGES,
  ...REDIS_MESSAGES,
  ...AWS_MESSAGES,
  ...PART_MESSAGES,
};
