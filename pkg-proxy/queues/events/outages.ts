import type { FailedSample, Sample } from '../sample';
import type { EventLog } from './log';

/** One failed sample may be a hiccup. */
const CONFIRMED_BY = 2;
/** A broker that fails again so soon has not been back. */
const BACK_MS = 60_000;

/** Tells when the broker cannot be read, as one event that lasts until it can. */
export class Outages {
  #failed = 0;
  /** The first of those that failed, and its moment (see `clock.ts`). */
  #first: { readonly sample: FailedSample; readonly moment: number } | undefined;
  /** The outage told last, and the moment when it ended. */
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
    // The clock may have been set back meanwhile, but nothing ends before it begins.
    this.log.update(id, { until: Math.max(at, this.log.get(id)?.at ?? at), open: false });
  }
}
