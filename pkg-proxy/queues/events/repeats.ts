import { graver } from '../severity';
import type { NewEvent } from './event';
import type { EventLog } from './log';

/** So many events about one thing within the time are told one by one; what comes on top is one event that grows longer. */
const MOST = 4;
const WITHIN_MS = 30 * 60_000;
/** So many things are remembered at least before those that have been quiet are forgotten. */
const MANY = 1000;

/** Keeps what happens again and again from flooding the log. */
export class Repeats {
  readonly #known = new Map<string, { times: number[]; grown?: { readonly id: string; count: number } | undefined }>();

  #pruneAbove = MANY;

  constructor(private readonly log: EventLog) {}

  /** Things remembered. */
  get size(): number {
    return this.#known.size;
  }

  /**
   * @param about what repeats, such as a kind and a queue
   * @param now a moment: what lies how far back is not read from the events, for the clock may have been set
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
        text: `${event.text} Again and again: ${known.grown.count} times since ${new Date(grown.at).toISOString()}.`,
      });
      return;
    }
    const id = this.log.add(event);
    known.grown = often ? { id, count: 1 } : undefined;
  }

  /** What has been quiet for long would otherwise stay for ever: names of workers may be new ones at every start. */
  #prune(now: number): void {
    for (const [about, { times }] of this.#known)
      if ((times.at(-1) ?? Number.NEGATIVE_INFINITY) < now - WITHIN_MS) this.#known.delete(about);
    this.#pruneAbove = Math.max(MANY, 2 * this.#known.size); // not again at every turn while all of them are loud
  }
}
