import { graver } from '../severity';
import type { NewEvent } from './event';
import type { EventLog } from './log';

/** This many events about one subject within this time are logged one by one; further ones extend the last event. */
const MOST = 4;
const WITHIN_MS = 30 * 60_000;
/** Quiet subjects are forgotten once more than this many are remembered. */
const MANY = 1000;

/** Keeps repeated events from flooding the log. */
export class Repeats {
  readonly #known = new Map<string, { times: number[]; grown?: { readonly id: string; count: number } | undefined }>();

  #pruneAbove = MANY;

  constructor(private readonly log: EventLog) {}

  /** Number of subjects remembered. */
  get size(): number {
    return this.#known.size;
  }

  /**
   * @param about the subject: what repeats, such as a kind and a queue
   * @param now monotonic milliseconds; the events' own times are not used, because the clock may have been set
   */
  tell(about: string, event: NewEvent, now: number): void {
    const known = this.#known.get(about) ?? { times: [] };
    this.#known.set(about, known);
    if (this.#known.size > this.#pruneAbove) this.#prune(now);
    known.times = known.times.filter((at) => at > now - WITHIN_MS).slice(-MOST);
    const often = known.times.length >= MOST;
    known.times.push(now);
    const grown = often && known.grown && this.log.get(known.grown.id);
    if (grown && known.grown) {
      known.grown.count++;
      this.log.update(grown.id, {
        until: event.at,
        severity: graver(grown.severity, event.severity),
        title: event.title,
        text: `${event.text} This happened ${known.grown.count} times since ${new Date(grown.at).toISOString()}.`,
      });
      return;
    }
    const id = this.log.add(event);
    known.grown = often ? { id, count: 1 } : undefined;
  }

  /** Without this the map would grow for ever: workers may have new names at every start. */
  #prune(now: number): void {
    for (const [about, { times }] of this.#known)
      if ((times.at(-1) ?? Number.NEGATIVE_INFINITY) < now - WITHIN_MS) this.#known.delete(about);
    this.#pruneAbove = Math.max(MANY, 2 * this.#known.size); // so that it does not prune at every event while all subjects are active
  }
}
