import { BROKER_ROWS } from './broker-rows';
import { QUEUE_ROWS } from './queue-rows';
import type { AlertRow } from './row';

/** All rules, in the order in which Grafana lists them. */
export const ALERTS: readonly AlertRow[] = [...QUEUE_ROWS, ...BROKER_ROWS];
