import type { FailedSample, Sample } from '../sample';
import type { EventLog } from './log';

/** One failed sample may be a hiccup. */
const CONFIRMED_BY = 2;
/** A broker that fails again so soon has not been back. */
const BACK_MS = 60_000;

/** Tells when the broker cannot be read, as one event that lasts until it can. */
export class Outages {
  #failed = 0;
  #first: FailedSample | undefined;
  /** The outage told last. */
  #told: string | undefined;

  constructor(private readonly log: EventLog) {}

  see(sample: Sample): void {
    if (!sample.ok) {
      this.#first ??= sample;
      if (++this.#failed === CONFIRMED_BY) this.#begin(this.#first);
      return;
    }
    if (this.#told !== undefined && this.#failed >= CONFIRMED_BY) this.#end(this.#told, sample.at);
    this.#failed = 0;
    this.#first = undefined;
  }

  #begin({ at, error }: FailedSample): void {
    const last = this.#told === undefined ? undefined : this.log.get(this.#told);
    if (last?.until !== undefined && at - last.until < BACK_MS) {
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
    this.log.update(id, { until: at, open: false });
  }
}
