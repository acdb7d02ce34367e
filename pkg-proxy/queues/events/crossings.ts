import { STATUSES, type Status } from '../../../src/contract/measures';
import type { Thresholds } from '../../../src/contract/settings';
import type { Severity } from '../severity';
import { statusOf, thresholdOf } from '../thresholds';
import type { NewEvent } from './event';
import { tasksWaiting } from './words';

/** A queue is back below a bound when it is clearly below: at most this share of it. */
const CLEARLY_BELOW = 0.9;

interface Known {
  status: Status;
  /** Where the last sample saw it, when that is elsewhere; the next one has to confirm it. */
  next?: { readonly status: Status; readonly at: number; readonly waiting: number } | undefined;
}

/**
 * Notices when queues cross their thresholds, and when nobody consumes them any more: seen by two samples in a row, and on the
 * way down with a margin.
 */
export class Crossings {
  readonly #queues = new Map<string, Known>();

  constructor(private readonly thresholds: Thresholds) {}

  /**
   * @param waiting tasks; NaN, when they cannot be read, changes nothing
   * @param workers the measure of that name, NaN when it is not known
   */
  see(queue: string, waiting: number, at: number, workers = Number.NaN): NewEvent | undefined {
    if (Number.isNaN(waiting)) return undefined;
    const known = this.#queues.get(queue);
    if (!known) {
      this.#queues.set(queue, { status: statusOf(this.thresholds, queue, waiting, workers) });
      return undefined;
    }
    const status = this.#settled(queue, waiting, workers, known.status);
    if (status === known.status) {
      known.next = undefined;
      return undefined;
    }
    if (known.next?.status !== status) {
      known.next = { status, at, waiting };
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
  #settled(queue: string, waiting: number, workers: number, before: Status): Status {
    const status = statusOf(this.thresholds, queue, waiting, workers);
    // That nobody is known to consume a queue is no sign that somebody does.
    if (before === 'unconsumed') return waiting > 0 && Number.isNaN(workers) ? before : status;
    if (rank(status) >= rank(before)) return status;
    const withMargin = statusOf(this.thresholds, queue, waiting / CLEARLY_BELOW);
    return rank(withMargin) >= rank(before) ? before : withMargin;
  }

  #event(queue: string, before: Status, { status, at, waiting }: NonNullable<Known['next']>): NewEvent {
    if (status === 'unconsumed')
      return {
        at,
        kind: 'unconsumed',
        queue,
        severity: 'critical',
        title: `${queue} is not consumed`,
        text: `${tasksWaiting(waiting)}, and no worker that is known takes them.`,
      };
    if (before === 'unconsumed' && waiting > 0)
      return {
        at,
        kind: 'unconsumed',
        queue,
        severity: severityOf(status),
        title: `${queue} is consumed again`,
        text: `${tasksWaiting(waiting)}${status === 'ok' ? '' : `, which is ${status}`}.`,
      };
    const up = rank(status) > rank(before);
    const { warning, critical } = thresholdOf(this.thresholds, queue);
    const bound = status === 'ok' ? (warning ?? critical) : status === 'warning' && up ? warning : critical;
    return {
      at,
      kind: 'threshold',
      queue,
      severity: up ? severityOf(status) : 'info',
      title: status === 'ok' ? `${queue} is ok again` : `${queue} is ${status}`,
      text: `${tasksWaiting(waiting)}, ${up ? 'more than' : 'less than'} ${bound}.`,
    };
  }
}

function rank(status: Status): number {
  return status === 'unknown' ? 0 : STATUSES.indexOf(status);
}

function severityOf(status: Status): Severity {
  return status === 'critical' || status === 'warning' ? status : 'info';
}
