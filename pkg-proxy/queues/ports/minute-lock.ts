/** The answer to a mirror that claims a minute. */
export type Claim =
  /** This mirror may store it; no other will. */
  | 'mine'
  /** Another mirror is storing it, or stopped while it was. It may still release the minute. */
  | 'taken'
  /** Another mirror has stored it. */
  | 'done'
  /** The lock has no record of that time: another mirror may have stored it. */
  | 'unknown';

/**
 * Lets exactly one of several mirrors of the same series store a minute. A claim is never taken over, because its owner may have
 * stored the minute. A mirror that dies with a claim loses that minute, but no minute is stored twice.
 *
 * Minutes are epoch milliseconds, by the clock of the caller. When the lock cannot be used, all methods but `close` throw an `Error`
 * in words a person can act on.
 */
export interface MinuteLock {
  /** Where the lock is kept, for a person. */
  readonly label: string;
  /**
   * Call this when a mirror starts, before it has samples. A lock that is new or was wiped then starts with the current minute.
   * Without this call it starts a minute or two later.
   */
  open(signal: AbortSignal): Promise<void>;
  /** Returns `mine` again for a minute that this mirror has already claimed. */
  claim(minute: number, signal: AbortSignal): Promise<Claim>;
  /** Marks a claimed minute as stored. */
  done(minute: number, signal: AbortSignal): Promise<void>;
  /** Gives back a claimed minute that was certainly not stored, right after the failure. */
  release(minute: number, signal: AbortSignal): Promise<void>;
  close(): void;
}
