import type { FailedSample, Sample } from '../sample';
import type { EventLog } from './log';

/** Failed samples in a row that make an outage; a single one may be a hiccup. */
const CONFIRMED_BY = 2;
/** An outage that starts again this soon is the same outage. */
const BACK_MS = 60_000;

/** Reports an unreadable broker as one event that lasts until it can be read again. */
export class Outages {
  #failed = 0;
  /** The first failed sample of the outage, and its moment (see `clock.ts`). */
  #first: { readonly sample: FailedSample; readonly moment: number } | undefined;
  /** The id of the last outage, and the moment when it ended. */
  #told: string | undefined;
  #endedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly log: EventLog) {}

  see(sample: Sample): void {
    if (!sample.ok) {
      this.#first ??= { sample, moment: performance.now() };
      if (++this.#failed === CONFIRMED_BY) this.#begin(this.#first);
      return;
    }
    if (this.#told !== undefined && this.#failed >= CONFIRMED_BY) this.#end(this.#told, sample.at);
    this.#failed = 0;
    this.#first = undefined;
  }

  #begin({ sample: { at, error }, moment }: { readonly sample: FailedSample; readonly moment: number }): void {
    const last = this.#told === undefined ? undefined : this.log.get(this.#told);
    if (last && !last.open && moment - this.#endedAt < BACK_MS) {
      this.log.update(last.id, { until: undefined, open: true });
      return;
    }
    this.#told = this.log.add({
      at,
      open: true,
      kind: 'unreadable',
      severity: 'critical',
      title: 'The broker cannot be read',
      text: error.message,
    });
  }

  #end(id: string, at: number): void {
    this.#endedAt = performance.now();
    // The clock may have been set back, but an event must not end before it begins.
    this.log.update(id, { until: Math.max(at, this.log.get(id)?.at ?? at), open: false });
  }
}
