import { DEFAULTS } from '../../contract/settings/defaults';
import type { MirrorOptions } from '../../types';

/**
 * The question to `GET cost` about the settings as they stand on the page, saved or not: a field that is empty is asked with its
 * default, whatever is saved. There is none while a number does not read as one.
 */
export function costQuery({
  maxQueues,
  maxTasks,
  measures = [],
  taskMeasures = [],
  naming = DEFAULTS.mirror.naming,
  maxDollarsPerMonth,
}: MirrorOptions): string | undefined {
  if (typeof maxQueues === 'string' || typeof maxTasks === 'string' || typeof maxDollarsPerMonth === 'string') return undefined;
  const query = new URLSearchParams({
    maxQueues: maxQueues?.toString() ?? '',
    maxTasks: maxTasks?.toString() ?? '',
    naming,
    maxDollarsPerMonth: maxDollarsPerMonth?.toString() ?? '',
  });
  for (const measure of measures.length > 0 ? measures : ['']) query.append('measures', measure);
  for (const measure of taskMeasures.length > 0 ? taskMeasures : ['']) query.append('taskMeasures', measure);
  return query.toString();
}
