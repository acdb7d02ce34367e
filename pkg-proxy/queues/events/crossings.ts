import { STATUSES, type Status } from '../../../src/contract/measures';
import type { Thresholds } from '../../../src/contract/settings';
import type { Severity } from '../severity';
import { type Measured, statusOf, thresholdOf } from '../thresholds';
import { whyAbove, whyBelow } from './crossing-words';
import type { NewEvent } from './event';
import { tasksWaiting } from './words';

/** A queue is back below a bound when it is clearly below: at most this share of it. */
const CLEARLY_BELOW = 0.9;

interface Known {
  status: Status;
  /** Seconds; the last that was known of the tasks that wait now. */
  oldestAge?: number | undefined;
  /** Where the last sample saw it, when that is elsewhere; the next one has to confirm it. */
  next?: { readonly status: Status; readonly at: number; readonly measured: Measured } | undefined;
}

/**
 * Notices when queues cross their thresholds, and when nobody consumes them any more: seen by two samples in a row, and on the
 * way down with a margin.
 */
export class Crossings {
  readonly #queues = new Map<string, Known>();

  constructor(private readonly thresholds: Thresholds) {}

  /** @param seen a length that cannot be read changes nothing */
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

  /** A queue that has come into being crosses from nothing. */
  appeared(queue: string): void {
    if (!this.#queues.has(queue)) this.#queues.set(queue, { status: 'ok' });
  }

  forget(keep: (queue: string) => boolean): void {
    for (const queue of this.#queues.keys()) if (!keep(queue)) this.#queues.delete(queue);
  }

  /** The status by the bounds; a lower one only when it is lower by the margin too. */
  #settled(queue: string, measured: Measured, before: Status): Status {
    const { waiting, workers = Number.NaN, oldestAge = Number.NaN } = measured;
    const bounds = thresholdOf(this.thresholds, queue);
    const status = statusOf(bounds, measured);
    // That nobody is known to consume a queue is no sign that somebody does.
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
        text: `${waiting}, and no worker that is known takes them.`,
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

/** That the age of tasks is not known for a while does not make them younger. Where none waits, there is no age. */
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
