import { onAbort } from '../../lifetime/abort';
import { BrokerError } from '../ports/reader';
import type { ControlAnswer, ControlMethod, ControlValues, WorkerControl } from '../ports/worker-control';
import type { FeedListener, WorkerEvent, WorkerFeed } from '../ports/worker-feed';

/** Workers in memory, for tests: say what they say. */
export class FakeFeed implements WorkerFeed {
  /** Thrown by `listen`; set with `fail` to end what listens. */
  failure: BrokerError | undefined;
  listeners = new Set<FeedListener>();
  /** Times that somebody began to listen, and the most at one time. */
  begun = 0;
  most = 0;
  #fail = new Set<(error: BrokerError) => void>();

  async listen(listener: FeedListener, signal: AbortSignal): Promise<void> {
    this.begun++;
    if (this.failure) throw this.failure;
    this.listeners.add(listener);
    this.most = Math.max(this.most, this.listeners.size);
    listener.listening();
    try {
      await new Promise<void>((resolve, reject) => {
        this.#fail.add(reject);
        onAbort(signal, resolve);
      });
    } finally {
      this.listeners.delete(listener);
    }
  }

  /** A heartbeat, unless `event` says otherwise. */
  say(worker: string, event: Partial<WorkerEvent> = {}): void {
    const whole = {
      kind: 'heartbeat' as const,
      worker,
      freq: 2,
      active: 0,
      processed: 0,
      load: 0,
      version: '5.6.3',
      sentAt: Date.now(),
      ...event,
    };
    for (const listener of this.listeners) listener.heard(whole);
  }

  fail(error = new BrokerError('closed', 'Redis at fake:6379/0: gone')): void {
    for (const reject of this.#fail) reject(error);
    this.#fail.clear();
  }
}

export class FakeControl implements WorkerControl {
  failure: BrokerError | undefined;
  /** Answers by worker and method. */
  answers: Record<string, Partial<ControlValues>> = {};
  refused = new Map<string, string>();
  readonly asked: ControlMethod[] = [];

  async ask<M extends ControlMethod>(method: M): Promise<ControlAnswer<M>> {
    this.asked.push(method);
    if (this.failure) throw this.failure;
    const replies = new Map<string, ControlValues[M]>();
    for (const [worker, said] of Object.entries(this.answers)) {
      const value = said[method];
      if (value !== undefined) replies.set(worker, value);
    }
    return { receivers: Object.keys(this.answers).length, replies, refused: this.refused };
  }
}
