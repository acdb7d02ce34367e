import { withSignals } from '../../lifetime/linked';
import { rest } from '../../lifetime/rest';
import type { TaskFeed, TaskFeedListener } from '../../queues/ports/task-feed';
import { eventPatterns, type WorkerChannels } from '../channels';
import { Subscription } from '../subscription';
import { Echoes } from './echoes';
import { EVENT_BUDGET, EventBudget } from './event-budget';
import { parseTaskMessage } from './task-message';

/** Length of a pause when there are far too many events. */
const PAUSE_MS = 10_000;

/** Receives task events within a budget, with one subscription per broker on its own connection. */
export class TaskEvents implements TaskFeed {
  readonly #patterns: readonly string[];
  readonly #subscription: Subscription;

  constructor(
    settings: WorkerChannels,
    private readonly budget = EVENT_BUDGET,
    private readonly pauseMs = PAUSE_MS,
    private readonly now = () => performance.now(),
  ) {
    this.#patterns = eventPatterns(settings, 'task');
    this.#subscription = new Subscription({
      connection: settings.connection,
      patterns: this.#patterns,
      what: 'the events of tasks',
      off: 'jsonData.taskEvents: "off"',
    });
  }

  async listen(listener: TaskFeedListener, signal: AbortSignal): Promise<void> {
    const budget = new EventBudget(this.now, this.budget);
    while (!signal.aborted) {
      const over = new AbortController();
      await withSignals([signal, over.signal], (either) => this.#hear(listener, budget, over, either));
      if (signal.aborted) return;
      listener.paused();
      await rest(this.pauseMs, signal);
      budget.again();
    }
  }

  /** Listens until the budget is spent. Then it closes the connection, which also drops what the server has buffered for it. */
  #hear(listener: TaskFeedListener, budget: EventBudget, over: AbortController, signal: AbortSignal): Promise<void> {
    const echoes = this.#patterns.length > 1 ? new Echoes() : undefined;
    const message = (raw: string, pattern: string) => {
      if (signal.aborted || echoes?.isOne(raw, pattern)) return;
      const weight = budget.every;
      const { total, events, unreadable } = parseTaskMessage(raw, weight > 1 ? (uuid) => budget.takes(uuid) : undefined);
      if (events.length > 0) listener.heard(events, weight);
      for (let i = 0; i < unreadable; i++) listener.unreadable();
      budget.came(total, raw.length);
      if (budget.spent) over.abort();
    };
    return this.#subscription.listen({ listening: () => listener.listening(), message }, signal);
  }
}
