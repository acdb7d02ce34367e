import { QUALITIES } from '../../../src/contract/measures';
import type { Workers } from '../workers/workers';

/** What the measure `workers` says of one queue now. */
export function consumersOf(workers: Workers, queue: string) {
  const { values, qualities } = workers.readingOf([queue], performance.now());
  return { count: values[0], quality: QUALITIES[qualities[0]!] };
}
