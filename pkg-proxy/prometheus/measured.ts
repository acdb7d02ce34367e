import type { Measure } from '../../src/contract/measures';
import type { Monitor } from '../queues/monitor/monitor';
import { type GoodSample, valuesOf } from '../queues/sample';
import type { Sample } from './exposition';

/** A broker's last sample, where it can be read, and the queues of it that are shown. */
export interface Shown {
  readonly broker: string;
  readonly sample: GoodSample;
  readonly queues: ReadonlySet<string>;
}

export function shownOf({ settings, observed, queues }: Monitor): Shown[] {
  const { latest, failing } = observed;
  return latest && !failing ? [{ broker: settings.environment, sample: latest, queues: new Set(queues) }] : [];
}

/** Values of a measure that are known. @param label under which the queue's name goes */
export function* measured(shown: readonly Shown[], measure: Measure, label: string): Iterable<Sample> {
  for (const { broker, sample, queues } of shown) {
    const values = valuesOf(sample, measure);
    for (const [q, queue] of sample.queues.entries()) {
      const value = values?.[q] ?? Number.NaN;
      if (!Number.isNaN(value) && queues.has(queue)) yield [{ broker, [label]: queue }, value];
    }
  }
}
