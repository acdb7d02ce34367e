import type { Thresholds } from '../../../src/contract/settings';
import type { BrokerReading } from '../ports/broker-facts';
import { type GoodSample, type Sample, valuesOf } from '../sample';
import { thresholdOf } from '../thresholds';
import type { UsualChange } from '../usual-change';
import type { ToldState } from '../worker-state';
import { Crossings } from './crossings';
import { crowded } from './crowd';
import type { NewEvent } from './event';
import { EventLog } from './log';
import { Outages } from './outages';
import { Appearances, appearedEvent, Drains } from './queue-life';
import { Repeats } from './repeats';
import { serverChanges } from './server-changes';
import { usualEvent } from './usual-changes';
import { workerEvent } from './worker-changes';

export interface EventSettings {
  readonly thresholds: Thresholds;
  /** Which queues have events. */
  readonly selects: (queue: string) => boolean;
}

/** The part of `Observed` that is needed here. */
export interface SampleSource {
  onSample(listener: (sample: Sample) => void): () => void;
  /** Whether queues may still be missing because the first discovery has not finished. */
  readonly discovering: boolean;
  readonly discoveryError: unknown;
}

/** The part of a `BrokerWatch` that is needed here. */
export interface ReadingSource {
  onReading(listener: (reading: BrokerReading, before: BrokerReading | undefined) => void): () => void;
}

const NONE: ReadonlySet<string> = new Set();

/** Turns samples, server readings and worker states into events. Lives as long as its sampler. */
export class EventWatch {
  readonly log = new EventLog();
  readonly #repeats = new Repeats(this.log);
  readonly #outages = new Outages(this.log);
  readonly #appearances = new Appearances();
  readonly #drains = new Drains();
  #crossings: Crossings;
  /** Until this is true, new queues come from the start or from new settings, and have no event. */
  #settled = false;
  #selected: { readonly of: readonly string[]; readonly places: readonly (readonly [queue: string, place: number])[] } | undefined;

  constructor(
    private readonly samples: SampleSource,
    readings: ReadingSource,
    private settings: EventSettings,
  ) {
    this.#crossings = new Crossings(settings.thresholds);
    samples.onSample((sample) => {
      this.#outages.see(sample);
      if (sample.ok) this.#see(sample);
    });
    readings.onReading((reading, before) => {
      if (before) for (const event of serverChanges(reading, before)) this.#tell(event);
    });
  }

  /** Applies new settings. A moved threshold is not a crossing. */
  configure(settings: EventSettings): void {
    this.settings = settings;
    this.#crossings = new Crossings(settings.thresholds);
    this.#settled = false;
    this.#selected = undefined;
  }

  /** A worker changed its state. `from` is undefined for one that has just started; `at` in epoch ms. */
  readonly onWorkerState = (worker: string, from: ToldState | undefined, to: ToldState, at: number): void => {
    const event = workerEvent(worker, from, to, at);
    if (event) this.#tell(event);
  };

  /** For those who know what is usual: queues that left it or are back, all at one time. */
  readonly onUsualChange = (changes: readonly UsualChange[]): void => {
    for (const event of crowded(changes.map(usualEvent))) this.#tell(event);
  };

  #see(sample: GoodSample): void {
    const { at, queues, waiting } = sample;
    const moment = performance.now();
    const workers = valuesOf(sample, 'workers');
    const ages = valuesOf(sample, 'oldestAge');
    // The list is the same object until the next discovery.
    const fresh = this.#selected?.of === queues ? NONE : this.#select(queues);
    const events: (NewEvent | undefined)[] = [];
    for (const [queue, q] of this.#selected?.places ?? []) {
      const length = waiting[q] ?? Number.NaN;
      if (this.#settled && fresh.has(queue)) {
        events.push(appearedEvent(queue, length, at));
        this.#crossings.appeared(queue);
      }
      const { warning } = thresholdOf(this.settings.thresholds, queue);
      const measured = { waiting: length, workers: workers?.[q], oldestAge: ages?.[q] };
      events.push(this.#crossings.see(queue, measured, at), this.#drains.see(queue, length, warning, { at, moment }));
    }
    for (const event of crowded(events.filter((e) => e !== undefined))) this.#tell(event);
    if (!this.samples.discovering && !this.samples.discoveryError) this.#settled = true;
  }

  /** Switches to a new list of queues. @returns those that are new in it */
  #select(queues: readonly string[]): ReadonlySet<string> {
    const names = new Set(queues);
    const { selects } = this.settings;
    this.#selected = { of: queues, places: queues.flatMap((queue, q) => (selects(queue) ? [[queue, q] as const] : [])) };
    this.#crossings.forget((queue) => names.has(queue));
    this.#drains.forget((queue) => names.has(queue));
    return this.#appearances.see(names);
  }

  #tell(event: NewEvent): void {
    this.#repeats.tell(JSON.stringify([event.kind, event.queue, event.worker]), event, performance.now());
  }
}
