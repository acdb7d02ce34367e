/** What a mirror hears when it asks for a minute. */
export type Claim =
  /** Nobody else will store it. */
  | 'mine'
  /** Another mirror is at it, or ended while it was; it may give the minute back. */
  | 'taken'
  /** Another mirror has stored it. */
  | 'done'
  /** The lock has no memory of that time: somebody may have stored it. */
  | 'unknown';

/**
 * Lets one of several mirrors of the same series store a minute. A claim is never taken over: what a mirror claimed and
 * perhaps stored, nobody stores again. So one that dies at it costs that minute, and no minute is stored twice.
 *
 * Minutes are epoch milliseconds, by the clock of whoever asks. All methods but `close` throw an `Error`, in words a person
 * can act on, when the lock cannot be used.
 */
export interface MinuteLock {
  /** Where it is kept, for a person. */
  readonly label: string;
  /**
   * To be called when a mirror starts, before it has samples: a lock that is new, or lost its memory while nobody mirrored,
   * begins to remember with the minute that runs. Without it all goes well too, a minute or two later.
   */
  open(signal: AbortSignal): Promise<void>;
  /** Asked again for what is its own already, it says `mine`. */
  claim(minute: number, signal: AbortSignal): Promise<Claim>;
  /** Tells the others that this mirror has stored the minute that it claimed. */
  done(minute: number, signal: AbortSignal): Promise<void>;
  /** Gives back what was claimed and surely not stored, right after it failed. */
  release(minute: number, signal: AbortSignal): Promise<void>;
  close(): void;
}
