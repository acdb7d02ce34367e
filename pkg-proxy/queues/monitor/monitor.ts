import type { CostResource } from '../../../src/contract/resources';
import type { MirrorSettings, SamplingSettings, Settings } from '../../../src/contract/settings';
import { BrokerWatch } from '../broker/watch';
import { EventWatch } from '../events/event-watch';
import type { Log } from '../log';
import { Mirror } from '../mirror/mirror';
import type { Observed } from '../observed';
import { compileMatcher, type Matcher } from '../patterns/match';
import type { Archive } from '../ports/archive';
import type { MetricStore } from '../ports/metric-store';
import type { MinuteLock } from '../ports/minute-lock';
import { SeenQueues } from '../runs/joining/seen-queues';
import { Runs } from '../runs/runs';
import { Catalogue } from '../sampling/catalogue';
import type { SamplerOptions } from '../sampling/sample-taker';
import { Sampler } from '../sampling/sampler';
import { TaskMixes } from '../tasks/task-mixes';
import { UnusualWatch } from '../usual/unusual';
import { Usual } from '../usual/usual';
import { Workers } from '../workers/workers';
import type { Adapters } from './adapters';
import { capacitySource } from './capacity-source';
import type { Tenant } from './environments';
import { settingChanges } from './setting-changes';

/** A mirror with the store that it writes to and its turns, which belong to it. */
interface Mirroring {
  readonly mirror: Mirror;
  readonly store: MetricStore;
  readonly lock: MinuteLock | undefined;
}

/** Everything that runs for one datasource: the sampler of its broker and, where it is switched on, the mirror. */
export class Monitor {
  /** The workers of the queues. Runs while the sampler does. */
  readonly workers: Workers;
  /** Task executions; undefined if task events are off. Runs while the sampler does. */
  readonly runs: Runs | undefined;
  /** Health of the server, and events of the server, its queues and its workers. Both live as long as the sampler. */
  readonly broker: BrokerWatch;
  readonly events: EventWatch;
  /** Queue contents. */
  readonly tasks: TaskMixes;
  readonly #catalogue: Catalogue;
  readonly #sampler: Sampler;
  readonly #mirroring: Mirroring | undefined;
  readonly #tenant: Tenant;
  /** Data older than this process, as a mirror stored it; undefined if nothing is read back. */
  readonly archive: Archive | undefined;
  /** The usual range of each hour, from the archive; undefined without one. */
  readonly usual: Usual | undefined;
  readonly #unusual: UnusualWatch | undefined;
  readonly #shown: Matcher;
  /** The last answer of `queues`: the catalogue's list stays the same from one discovery to the next. */
  #selected: { readonly of: readonly string[]; readonly queues: readonly string[] } | undefined;
  readonly #release: () => void;
  readonly #seen: SeenQueues;
  /** Ends the listening to workers and tasks. */
  readonly #leave: () => Promise<void>;

  /**
   * @param previous what ran for the datasource until now: what the change of settings does not touch goes on, with all it
   * knows. It must then be closed with this one as `next`.
   */
  constructor(
    readonly settings: Settings,
    private readonly adapters: Adapters,
    log: Log,
    previous?: Monitor,
  ) {
    const { include, exclude, queues } = settings.sampling;
    const included = include.length > 0 ? compileMatcher(include, 'jsonData.include') : () => true;
    const excluded = compileMatcher(exclude, 'jsonData.exclude');
    const configured = new Set(queues);
    this.#shown = (queue) => configured.has(queue) || (included(queue) && !excluded(queue));

    const changes = previous && settingChanges(previous.settings, settings);
    const same = changes?.queues ? undefined : previous;
    this.#catalogue = same ? same.#catalogue : new Catalogue();
    this.workers = same && !changes?.workers ? same.workers : this.#newWorkers(log, same);
    this.#sampler = this.#sampling(log, same, changes?.connection ?? true);
    const sampler = this.#sampler;
    this.#seen = same ? same.#seen : this.#seeing();
    this.tasks = new TaskMixes(async (queue, signal) => {
      const peek = await sampler.reader.peek(queue, settings.sampling.details.ageHeader, signal);
      this.#seen.see(peek.tasks.map(({ task }) => ({ queue, task })));
      return peek;
    });
    const { workers } = this;
    const runs = same && same.workers === workers ? same.runs : this.#newRuns(log, same);
    this.runs = runs;
    const listen = (signal: AbortSignal) => Promise.all([workers.run(signal), runs?.run(signal)]).then(() => {});
    this.#leave = same && same.workers === workers ? same.#leave : sampler.companions.add(listen);

    const told = { thresholds: settings.thresholds, selects: this.#shown };
    this.broker = same?.broker ?? new BrokerWatch(sampler.observed, (signal) => sampler.reader.facts(signal));
    this.events = same?.events ?? new EventWatch(sampler.observed, this.broker, told);
    this.workers.onState(this.events.onWorkerState); // known already, where both go on
    same?.broker.retry();
    same?.events.configure(told);

    const before = changes?.mirror ? undefined : same;
    if (settings.mirror.enabled || settings.mirror.read) this.archive = before?.archive ?? adapters.archive(settings);
    if (this.archive) {
      this.usual = before?.usual ?? new Usual(this.archive);
      const watched = { samples: sampler.observed, usual: this.usual, selects: this.#shown, tell: this.events.onUsualChange };
      this.#unusual = (before ? before.#unusual : undefined) ?? new UnusualWatch(watched);
    }
    this.#tenant = previous ? previous.#tenant : adapters.environments.enter();
    if (!settings.mirror.enabled) {
      this.#tenant.become(settings, undefined);
      this.#release = () => {};
      return;
    }
    this.#mirroring = (before ? before.#mirroring : undefined) ?? this.#startMirror(log, same);
    const { mirror, store } = this.#mirroring;
    this.#tenant.become(settings, store.label);
    const unsubscribe = sampler.observed.onSample((sample) => mirror.accept(sample));
    const letGo = sampler.hold();
    this.#release = () => {
      unsubscribe();
      letGo();
    };
  }

  /** What was observed of the broker. */
  get observed(): Observed {
    return this.#sampler.observed;
  }

  /** Notes a request and starts sampling if needed. Resolves with the first sample, good or failed. */
  asked(): Promise<void> {
    this.#unusual?.begin();
    return this.#sampler.asked();
  }

  /** Keeps sampling going without requests until the returned function is called. */
  hold(): () => void {
    return this.#sampler.hold();
  }

  /** Asks the server what it is. */
  server(signal: AbortSignal) {
    return this.#sampler.reader.server(signal);
  }

  get mirror(): Mirror | undefined {
    return this.#mirroring?.mirror;
  }

  /** Where the mirror writes; undefined when it is off. */
  get store(): MetricStore | undefined {
    return this.#mirroring?.store;
  }

  /** Why the mirror writes nothing although it is on: its metrics are another's. Null when they are not. */
  get metricsTaken(): string | null {
    return this.#tenant.metricsTaken;
  }

  /** Whether another broker of this process goes by the same name, and what to do about it; null where nobody needs to. */
  get nameShared(): boolean {
    return this.#tenant.nameShared;
  }
  get nameAdvice(): string | null {
    return this.#tenant.advice;
  }

  /** Known queues that the settings let through, in the order in which they became known. */
  get queues(): readonly string[] {
    const { names } = this.observed.catalogue;
    if (this.#selected?.of !== names) this.#selected = { of: names, queues: names.filter(this.#shown) };
    return this.#selected.queues;
  }

  /** Whether the settings let a queue through that is not known, such as one that only the archive has. */
  shows(queue: string): boolean {
    return this.#shown(queue);
  }

  /** What the mirror costs a month, or would cost if it were on. */
  get cost(): CostResource {
    return this.costOf(this.settings.mirror);
  }

  /** The same for other settings of the mirror. */
  costOf(mirror: MirrorSettings): CostResource {
    return this.adapters.cost({ ...this.settings, mirror }, this.queues.length, this.runs?.knownTasks);
  }

  /** Ends what `next` has not taken over; sends the mirror's last minute, as far as the signal allows. */
  async close(signal: AbortSignal, next?: Monitor): Promise<void> {
    this.#release();
    if (!next) this.#tenant.leave();
    const ended = next?.workers === this.workers ? undefined : this.#leave();
    if (!next || next.#sampler !== this.#sampler) this.#sampler.close();
    if (next?.archive !== this.archive) {
      this.#unusual?.close();
      this.usual?.close();
      this.archive?.close();
    }
    if (this.#mirroring && next?.mirror !== this.mirror) {
      await this.#mirroring.mirror.flush(signal, next?.mirror !== undefined && next.runs?.minutes === this.runs?.minutes);
      this.#mirroring.mirror.close();
      this.#mirroring.store.close();
      this.#mirroring.lock?.close();
    }
    await ended; // a question under way is cleaned up behind
  }

  /** @param before what ran for the same broker until now: what its workers knew goes on */
  #newWorkers(log: Log, before: Monitor | undefined): Workers {
    const { settings, adapters } = this;
    const { listen, remoteControl, eventExchange } = settings.workers;
    return new Workers(
      {
        settings: settings.workers,
        feed: listen ? adapters.workerFeed(settings) : undefined,
        control: remoteControl ? adapters.workerControl(settings) : undefined,
        isQueue: (name) => this.#catalogue.has(name),
        label: settings.connection.broker.label,
        log,
      },
      before?.settings.workers.eventExchange === eventExchange ? before.workers : undefined,
    );
  }

  /** @param before what ran for the same broker until now: what its tasks did stays known */
  #newRuns(log: Log, before: Monitor | undefined): Runs | undefined {
    const { settings, workers } = this;
    if (settings.workers.taskEvents === 'off') return undefined;
    const seen = this.#seen;
    const onlyQueueOf = (name: string) => {
      const { queues = [] } = workers.find(name)?.queues ?? {};
      return queues.length === 1 ? queues[0] : undefined;
    };
    const hints = {
      queueOfMessage: (uuid: string) => seen.queueOfMessage(uuid),
      queueOfTask: (name: string) => seen.queueOfTask(name),
      onlyQueueOf,
    };
    const seenWorkers = () =>
      workers.list().map(({ worker, state }) => ({
        name: worker.name,
        here: state === 'online' || state === 'late',
        processed: worker.processed,
        heardAt: worker.heardAt,
      }));
    const feed = this.adapters.taskFeed(settings);
    return new Runs({ feed, hints, workers: seenWorkers, label: settings.connection.broker.label, log }, before?.runs);
  }

  /** Remembers of each sample which queues the messages were taken from. Lives and ends with the sampler. */
  #seeing(): SeenQueues {
    const seen = new SeenQueues();
    this.observed.onSample(() => seen.see(this.observed.deliveries?.entries ?? []));
    return seen;
  }

  /** @param before what ran for the same broker until now: its sampler goes on, with another connection if that is renewed */
  #sampling(log: Log, before: Monitor | undefined, renewed: boolean): Sampler {
    const { settings, workers: consumers } = this;
    const capacity = capacitySource({ workers: consumers, runs: () => this.runs, thresholds: settings.thresholds });
    const told = { consumers, capacity };
    const options = samplerOptions(settings.sampling);
    if (!before) return new Sampler(this.adapters.reader(settings), options, log, { catalogue: this.#catalogue, ...told });
    before.#sampler.reconfigure(options, { reader: renewed ? this.adapters.reader(settings) : undefined, ...told });
    return before.#sampler;
  }

  /** @param before what ran for the same broker until now: minutes of tasks that it did not mirror are not made up for */
  #startMirror(log: Log, before: Monitor | undefined): Mirroring {
    const { settings, adapters } = this;
    const store = adapters.store(settings);
    const lock = adapters.lock(settings, store.label);
    const isDead = (queue: string) => this.#catalogue.isDead(queue);
    const standsBack = () => this.#tenant.metricsTaken;
    const priceOf = (queues: number, tasks: number) => adapters.cost(settings, queues, this.runs && tasks);
    const tasks = this.runs?.minutes;
    if (!before?.mirror?.status().tasks) tasks?.skip();
    const mirror = new Mirror({ store, settings: settings.mirror, tasks, selects: this.#shown, isDead, priceOf, standsBack, lock, log });
    mirror.start();
    return { mirror, store, lock };
  }
}

/** Only what the sampler needs: it samples anew when any of it changes. */
function samplerOptions({ queues, discover, sampleSeconds, details }: SamplingSettings): Required<SamplerOptions> {
  return { queues, discover, sampleSeconds, details };
}
