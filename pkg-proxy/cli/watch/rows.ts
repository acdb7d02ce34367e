import { byMeasure, type Measure, type Quality, type Status } from '../../../src/contract/measures';
import type { BacklogEvent } from '../../queues/events/event';
import type { Monitor } from '../../queues/monitor/monitor';
import { positionsOf } from '../../queues/positions';
import { type Levels, levelOf, statusOf, thresholdOf } from '../../queues/thresholds';
import { type Value, valueIn } from '../../queues/values';

/** A queue as `--json` prints it: each measure in its unit, null when it cannot be known. */
export type WatchRow = Readonly<Record<Measure, number | null>> & {
  readonly broker: string;
  readonly queue: string;
  readonly status: Status;
  /** The status of the length and of the oldest task's age, each by its own thresholds. */
  readonly statuses: Readonly<Record<'waiting' | 'oldestAge', Status>>;
  /** The quality of `waiting`, and of each measure. */
  readonly quality: Quality;
  readonly qualities: Readonly<Record<Measure, Quality>>;
};

/** The queues as rows. A broker that cannot be read has rows without a value, never zeros. */
export function watchRows({ settings, observed, queues }: Monitor): WatchRow[] {
  const { latest, failing, stale, steps } = observed;
  const index = positionsOf(latest?.queues ?? []);
  return [...queues].sort().map((queue) => {
    const values = byMeasure((measure): Value => {
      const found = failing || !latest ? undefined : valueIn(latest, index, { queues: [queue] }, measure, steps.length);
      if (!found || Number.isNaN(found.value)) return { value: Number.NaN, quality: 'unknown' };
      return stale ? { ...found, quality: 'stale' } : found;
    });
    const bounds = thresholdOf(settings.thresholds, queue);
    const [waiting, oldestAge] = [values.waiting.value, values.oldestAge.value];
    return {
      broker: settings.environment,
      queue,
      ...byMeasure((measure) => (Number.isNaN(values[measure].value) ? null : values[measure].value)),
      status: statusOf(bounds, { waiting, workers: values.workers.value, oldestAge }),
      statuses: { waiting: levelOrUnknown(waiting, bounds), oldestAge: levelOrUnknown(oldestAge, bounds.age) },
      quality: values.waiting.quality,
      qualities: byMeasure((measure) => values[measure].quality),
    };
  });
}

const levelOrUnknown = (value: number, bounds: Levels): Status => (Number.isNaN(value) ? 'unknown' : levelOf(value, bounds));

/** An event as `--json` prints it: once when it begins, and again with the same id when it changes or ends. Times are ISO 8601. */
export interface WatchEvent {
  readonly broker: string;
  readonly id: string;
  readonly at: string;
  /** Null for an event without duration, and while it goes on. */
  readonly until: string | null;
  readonly kind: string;
  readonly severity: string;
  readonly queue: string | null;
  readonly worker: string | null;
  readonly title: string;
  readonly text: string;
}

export function watchEvent({ settings }: Monitor, { id, at, until, kind, severity, queue, worker, title, text }: BacklogEvent): WatchEvent {
  return {
    broker: settings.environment,
    id,
    at: new Date(at).toISOString(),
    until: until === undefined ? null : new Date(until).toISOString(),
    kind,
    severity,
    queue: queue ?? null,
    worker: worker ?? null,
    title,
    text,
  };
}
