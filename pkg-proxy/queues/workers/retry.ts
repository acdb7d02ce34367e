import { asBrokerError, type BrokerError } from '../ports/reader';

const FIRST_MS = 500;
const MOST_MS = 15_000;
/** What the server refuses once it refuses again, until somebody changes its rules. */
const REFUSED_MS = 60_000;

/** How long to wait after one failure more: twice as long each time, up to a bound, and never all at the same moment. */
export class Retry {
  #failures = 0;
  /** What went wrong last; undefined when nothing did since. */
  error: BrokerError | undefined;

  succeeded(): void {
    this.#failures = 0;
    this.error = undefined;
  }

  /** @returns milliseconds to wait */
  failed(error: unknown): number {
    this.error = asBrokerError(error);
    const refused = this.error.code === 'permission' || this.error.code === 'protocol' || this.error.code === 'auth';
    const ms = refused ? REFUSED_MS : Math.min(MOST_MS, FIRST_MS * 2 ** this.#failures++);
    return ms * (0.75 + Math.random() / 2);
  }
}
