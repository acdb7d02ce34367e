import { aborted } from '../../lifetime/abort';
import { rest } from '../../lifetime/rest';
import type { BrokerFacts } from '../ports/broker-facts';
import type { Peek, QueuedTask } from '../ports/peek';
import type { Deliveries, ListLook, ListQuestion, Probe, ProbeRequest } from '../ports/probe';
import { BrokerError, type DeclaredQueues, type Depths, type QueueReader, type ServerInfo } from '../ports/reader';
import { fakeFacts } from './fake-facts';

/** A broker in memory, for tests: set what it holds and how it fails; see what was asked of it. */
export class FakeReader implements QueueReader {
  readonly label = 'fake:6379/0';
  /** Queue → length by step; what is missing is empty. */
  lengths: Record<string, readonly number[]> = {};
  /** What discovery finds; by default the queues that have lengths. */
  declared: readonly string[] | undefined;
  complete = true;
  /** Queues that cannot be read although the broker answers, with the reason. */
  unreadable = new Map<string, string>();
  /** Thrown by every call, by reads of lengths, by discovery, by `server`. */
  failure: BrokerError | undefined;
  discoveryFailure: BrokerError | undefined;
  serverFailure: BrokerError | undefined;
  factsFailure: BrokerError | undefined;
  /** What the server says of itself, where it differs from a healthy small one. */
  told: Partial<BrokerFacts> = {};
  /** Queue → what a look at its lists shows, by step; a list that is missing cannot be looked at. */
  looks: Record<string, readonly (ListLook | undefined)[]> = {};
  looksFailure: Error | undefined;
  deliveries: Deliveries | Error = { total: 0, overdue: 0, oldestAt: undefined, entries: [] };
  /** Queue → the tasks that a look into it reads. Its lists are as long as `lengths` says, or as these tasks are many. */
  tasks: Record<string, readonly QueuedTask[]> = {};
  peekFailure: BrokerError | undefined;
  readonly peeks: string[] = [];
  /** Never answers; a call then ends with its signal. */
  frozen = false;
  /** How long a read of lengths, a discovery and a look behind the lengths take, milliseconds. */
  readMs = 0;
  discoverMs = 0;
  probeMs = 0;

  /** Reads of lengths that were begun, with the queues asked for; discoveries; the most of either kind at one time. */
  readonly reads: (readonly string[])[] = [];
  readonly probes: (readonly ListQuestion[])[] = [];
  discoveries = 0;
  mostReads = 0;
  mostDiscoveries = 0;
  closed = false;
  #reading = 0;
  #discovering = 0;

  constructor(readonly steps: readonly number[] = [0, 3, 6, 9]) {}

  async depths(queues: readonly string[], signal: AbortSignal): Promise<Depths> {
    this.reads.push(queues);
    this.mostReads = Math.max(this.mostReads, ++this.#reading);
    try {
      await this.#answer(this.readMs, signal);
    } finally {
      this.#reading--;
    }
    const lengths = Float64Array.from(queues.flatMap((queue) => this.steps.map((_, s) => this.lengths[queue]?.[s] ?? 0)));
    return { lengths, failed: new Map([...this.unreadable].filter(([queue]) => queues.includes(queue))) };
  }

  async probe({ lists }: ProbeRequest, signal: AbortSignal): Promise<Probe> {
    this.probes.push(lists);
    await this.#answer(this.probeMs, signal);
    const looks = lists.map(({ queue, step }) => this.looks[queue]?.[step]);
    return { looks: this.looksFailure ?? looks, deliveries: this.deliveries };
  }

  async peek(queue: string, _ageHeader: string, signal: AbortSignal): Promise<Peek> {
    this.peeks.push(queue);
    await this.#answer(this.readMs, signal);
    if (this.peekFailure) throw this.peekFailure;
    const tasks = this.tasks[queue] ?? [];
    const steps = this.steps
      .map((step, s) => ({ step, sampled: tasks.filter((task) => task.step === step).length, length: this.lengths[queue]?.[s] ?? 0 }))
      .map((step) => ({ ...step, length: Math.max(step.length, step.sampled) }))
      .filter(({ length }) => length > 0);
    return { queue, at: Date.now(), waiting: steps.reduce((sum, { length }) => sum + length, 0), tasks, steps };
  }

  async discover(signal: AbortSignal): Promise<DeclaredQueues> {
    this.discoveries++;
    this.mostDiscoveries = Math.max(this.mostDiscoveries, ++this.#discovering);
    try {
      await this.#answer(this.discoverMs, signal);
      if (this.discoveryFailure) throw this.discoveryFailure;
    } finally {
      this.#discovering--;
    }
    return { queues: this.declared ?? Object.keys(this.lengths), complete: this.complete };
  }

  async server(signal: AbortSignal): Promise<ServerInfo> {
    await this.#answer(0, signal);
    if (this.serverFailure) throw this.serverFailure;
    return { product: 'Redis', version: '7.0.15' };
  }

  async facts(signal: AbortSignal): Promise<BrokerFacts> {
    await this.#answer(0, signal);
    if (this.factsFailure) throw this.factsFailure;
    return fakeFacts(this.told);
  }

  close(): void {
    this.closed = true;
  }

  async #answer(ms: number, signal: AbortSignal): Promise<void> {
    if (this.closed) throw new BrokerError('closed', `Redis at ${this.label}: this connection has been closed`);
    if (this.frozen) await aborted(signal);
    else if (ms > 0) await rest(ms, signal);
    if (signal.aborted) throw new BrokerError('timeout', `Redis at ${this.label}: no answer in time`);
    if (this.failure) throw this.failure;
  }
}
