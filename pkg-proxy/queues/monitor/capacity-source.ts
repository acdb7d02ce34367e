import type { Quality } from '../../../src/contract/measures';
import type { Thresholds } from '../../../src/contract/settings';
import { capacityOf } from '../runs/capacity';
import type { Runs } from '../runs/runs';
import type { CapacitySource } from '../sampling/details/capacity-readings';
import { thresholdOf } from '../thresholds';
import { type Value, worstQuality } from '../values';
import type { Workers } from '../workers/workers';

const UNKNOWN: Value = { value: Number.NaN, quality: 'unknown' };
const NOTHING = { busy: UNKNOWN, concurrency: UNKNOWN, utilisation: UNKNOWN, neededConcurrency: UNKNOWN };

export interface CapacityParts {
  readonly workers: Workers;
  /** Undefined where nobody listens to tasks. */
  readonly runs: () => Runs | undefined;
  readonly thresholds: Thresholds;
}

/** How busy queues keep their workers: what their tasks did, how many slots there are, and what is to be done. */
export function capacitySource({ workers, runs, thresholds }: CapacityParts): CapacitySource {
  return {
    capacityOf: (queue, { waiting, arrivals, oldestAge }, now) => {
      const { slots, quality, isShared } = workers.slotsOf(queue, now);
      const concurrency = { value: slots, quality };
      const listening = runs();
      if (!listening) return { busy: UNKNOWN, concurrency, utilisation: UNKNOWN, neededConcurrency: UNKNOWN };
      const load = listening.loadOf(queue);
      if (!load && Number.isNaN(slots)) return NOTHING; // as of most queues of a broker with thousands
      const { busy, meanRuntime, quality: ofBusy } = load ?? NOTHING_KNOWN;
      const { age } = thresholdOf(thresholds, queue);
      const ageThreshold = age.warning ?? age.critical ?? Number.NaN;
      const isAtLeast = arrivals.quality === 'atLeast';
      const { utilisation, neededConcurrency } = capacityOf({
        busy,
        concurrency: slots,
        arrivals: arrivals.value,
        isAtLeast,
        meanRuntime,
        waiting,
        oldestAge: oldestAge.value,
        ageThreshold,
      });
      const ofAge = waiting > 0 && !Number.isNaN(ageThreshold) ? oldestAge.quality : 'exact';
      return {
        busy: { value: busy, quality: ofBusy },
        concurrency,
        utilisation: { value: utilisation ?? Number.NaN, quality: qualityOfUse(ofBusy, quality, isShared) },
        // A forecast at the best; events that are missed leave the mean what it is.
        neededConcurrency: {
          value: neededConcurrency ?? Number.NaN,
          quality: worstQuality(['estimate', arrivals.quality, ofAge, waiting === 0 ? ofBusy : 'exact']),
        },
      };
    },
  };
}

const NOTHING_KNOWN = { busy: Number.NaN, meanRuntime: Number.NaN, quality: 'unknown' } as const;

/** Tasks of other queues, and tasks that nobody told of, make it more; slots that are not known make it less. */
function qualityOfUse(ofBusy: Quality, ofSlots: Quality, isShared: boolean): Quality {
  if (ofSlots === 'atLeast') return 'estimate';
  return worstQuality([ofBusy, ofSlots, isShared ? 'atLeast' : 'exact']);
}
