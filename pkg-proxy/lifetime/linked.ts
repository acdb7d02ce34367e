import { onAbort } from './abort';

/**
 * Runs `work` with a signal that aborts when any of `signals` does, with the same reason.
 *
 * Replaces `AbortSignal.any`, which can lose an abort after a garbage collection (nodejs/node#57736, #65995). The listeners are removed
 * when the work is done, so that a long-lived signal does not collect them.
 */
export async function withSignals<T>(signals: readonly AbortSignal[], work: (signal: AbortSignal) => Promise<T> | T): Promise<T> {
  const controller = new AbortController();
  const links = signals.map((signal) => onAbort(signal, () => controller.abort(signal.reason)));
  try {
    return await work(controller.signal);
  } finally {
    for (const leave of links) leave();
  }
}
