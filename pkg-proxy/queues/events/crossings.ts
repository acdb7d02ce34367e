import { STATUSES, type Status } from '../../../src/contract/measures';
import type { Thresholds } from '../../../src/contract/settings';
import type { Severity } from '../severity';
import { type Measured, statusOf, thresholdOf } from '../thresholds';
import { whyAbove, whyBelow } from './crossing-words';
import type { NewEvent } from './event';
import { tasksWaiting } from './words';

/** Hysteresis: a queue is below a threshold again once it is at most this share of it. */
const CLEARLY_BELOW = 0.9;

interface Known {
  status: Status;
  /** Seconds; the last known age of the tasks that wait now. */
  oldestAge?: number | undefined;
  /** A different status seen by the last sample; the next one has to confirm it. */
  next?: { readonly status: Status; readonly at: number; readonly measured: Measured } | undefined;
}

/**
 * Detects queues that cross a threshold or lose their last consumer. Two samples in a row must agree, and the way down needs a
 * margin.
 */
export class Crossings {
  readonly #queues = new Map<string, Known>();

  constructor(private readonly thresholds: Thresholds) {}

  /** @param seen is ignored if its length could not be read */
  see(queue: string, seen: Measured, at: number): NewEvent | undefined {
    if (Number.isNaN(seen.waiting)) return undefined;
    const known = this.#queues.get(queue);
    const measured = withLastAge(seen, known?.oldestAge);
    if (!known) {
      const status = statusOf(thresholdOf(this.thresholds, queue), measured);
      this.#queues.set(queue, { status, oldestAge: measured.oldestAge });
      return undefined;
    }
    known.oldestAge = measured.oldestAge;
    const status = this.#settled(queue, measured, known.status);
    if (status === known.status) {
      known.next = undefined;
      return undefined;
    }
    if (known.next?.status !== status) {
      known.next = { status, at, measured };
      return undefined;
    }
    const event = this.#event(queue, known.status, known.next);
    known.status = status;
    known.next = undefined;
    return event;
  }

  /** A new queue starts as `ok`, so its first threshold counts as crossed. */
  appeared(queue: string): void {
    if (!this.#queues.has(queue)) this.#queues.set(queue, { status: 'ok' });
  }

  forget(keep: (queue: string) => boolean): void {
    for (const queue of this.#queues.keys()) if (!keep(queue)) this.#queues.delete(queue);
  }

  /** The status by the thresholds. It falls only when the value is below by the margin too. */
  #settled(queue: string, measured: Measured, before: Status): Status {
    const { waiting, workers = Number.NaN, oldestAge = Number.NaN } = measured;
    const bounds = thresholdOf(this.thresholds, queue);
    const status = statusOf(bounds, measured);
    // An unknown number of consumers does not mean that there are some.
    if (before === 'unconsumed') return waiting > 0 && Number.isNaN(workers) ? before : status;
    if (rank(status) >= rank(before)) return status;
    const withMargin = statusOf(bounds, { waiting: waiting / CLEARLY_BELOW, oldestAge: oldestAge / CLEARLY_BELOW });
    return rank(withMargin) >= rank(before) ? before : withMargin;
  }

  #event(queue: string, before: Status, { status, at, measured }: NonNullable<Known['next']>): NewEvent {
    const bounds = thresholdOf(this.thresholds, queue);
    const waiting = tasksWaiting(measured.waiting);
    if (status === 'unconsumed')
      return {
        at,
        kind: 'unconsumed',
        queue,
        severity: 'critical',
        title: `${queue} is not consumed`,
        text: `${waiting}, and no known worker consumes the queue.`,
      };
    if (before === 'unconsumed' && measured.waiting > 0)
      return {
        at,
        kind: 'unconsumed',
        queue,
        severity: severityOf(status),
        title: `${queue} is consumed again`,
        text: whyAbove(bounds, measured, status),
      };
    const up = rank(status) > rank(before);
    return {
      at,
      kind: 'threshold',
      queue,
      severity: up ? severityOf(status) : 'info',
      title: status === 'ok' ? `${queue} is ok again` : `${queue} is ${status}`,
      text: up ? whyAbove(bounds, measured, status) : whyBelow(bounds, measured, status),
    };
  }
}

/** While the age is unknown, the last known one stands. An empty queue has no age. */
function withLastAge(seen: Measured, last: number | undefined): Measured {
  const isKnown = seen.oldestAge !== undefined && !Number.isNaN(seen.oldestAge);
  return isKnown ? seen : { ...seen, oldestAge: seen.waiting > 0 ? last : undefined };
}

function rank(status: Status): number {
  return status === 'unknown' ? 0 : STATUSES.indexOf(status);
}

function severityOf(status: Status): Severity {
  return status === 'critical' || status === 'warning' ? status : 'info';
}
