import type { FeedListener, WorkerFeed } from '../../queues/ports/worker-feed';
import { eventPatterns, type WorkerChannels } from '../channels';
import { Subscription } from '../subscription';
import { parseWorkerEvents } from './worker-event';

/** Receives worker events, with one subscription per broker on its own connection. */
export class WorkerEvents implements WorkerFeed {
  readonly #subscription: Subscription;

  constructor(settings: WorkerChannels) {
    this.#subscription = new Subscription({
      connection: settings.connection,
      patterns: eventPatterns(settings, 'worker'),
      what: "the workers' heartbeats",
      off: 'jsonData.workerEvents: false',
    });
  }

  listen(listener: FeedListener, signal: AbortSignal): Promise<void> {
    const message = (raw: string) => {
      for (const event of parseWorkerEvents(raw)) listener.heard(event);
    };
    return this.#subscription.listen({ listening: () => listener.listening(), message }, signal);
  }
}
