import type { Claim, MinuteLock } from '../ports/minute-lock';

/** A lock in memory, for tests. Those that are given the same minutes are the locks of several mirrors. */
export class FakeLock implements MinuteLock {
  readonly label = 'Fake lock';
  /** What was asked, in order. */
  readonly asked: string[] = [];
  /** Why it cannot be used now; by what is asked, or for everything. */
  failure: ((what: string) => Error | undefined) | undefined;
  /** Minutes before it are unknown. */
  since = Number.NEGATIVE_INFINITY;
  closed = false;

  /** @param minutes minute → its owner, or `done` */
  constructor(readonly minutes: Map<number, FakeLock | 'done'> = new Map()) {}

  async open(): Promise<void> {
    this.#ask('open');
  }

  async claim(minute: number): Promise<Claim> {
    this.#ask('claim', minute);
    const holder = this.minutes.get(minute);
    if (holder === 'done') return 'done';
    if (minute < this.since) return 'unknown';
    if (!holder) this.minutes.set(minute, this);
    return (holder ?? this) === this ? 'mine' : 'taken';
  }

  async done(minute: number): Promise<void> {
    this.#ask('done', minute);
    this.minutes.set(minute, 'done');
  }

  async release(minute: number): Promise<void> {
    this.#ask('release', minute);
    this.minutes.delete(minute);
  }

  close(): void {
    this.closed = true;
  }

  #ask(what: string, minute?: number): void {
    this.asked.push(minute === undefined ? what : `${what} ${new Date(minute).toISOString().slice(11, 16)}`);
    const failure = this.failure?.(what);
    if (failure) throw failure;
  }
}
