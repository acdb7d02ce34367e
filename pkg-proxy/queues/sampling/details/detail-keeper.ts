import { DETAIL_MEASURES, type DetailMeasure, QUALITIES, type Quality } from '../../../../src/contract/measures';
import type { Deliveries, ListLook, ListQuestion, Probe, ProbeRequest } from '../../ports/probe';
import type { Details, GoodSample, Reading } from '../../sample';
import { type CapacitySource, capacityReadings, emptyReading } from './capacity-readings';
import { QueueFlow, type Rates } from './queue-flow';

/** Lists inspected in one sample. If more hold tasks, the least recently inspected go first. */
const LISTS_A_SAMPLE = 128;

export interface DetailOptions {
  readonly visibilityTimeout: number;
  readonly ageHeader: string;
}

/** What is known of queues without a look at their lists; absent where nobody knows. */
export interface Told {
  readonly consumers?: ConsumerSource | undefined;
  readonly capacity?: CapacitySource | undefined;
}

/** What a sample is looked at with. */
export interface DetailContext extends Told {
  /** When the sample was taken, by the monotonic clock (see `clock.ts`). */
  readonly moment: number;
  /** What was looked at longer ago is stale: a queue that had to wait for its turn. Milliseconds. */
  readonly staleMs?: number;
}

/** Who consumes the queues at a moment, from another source; in the order of the queues. */
export interface ConsumerSource {
  readingOf(queues: readonly string[], now: number): Reading;
  /**
   * Tasks a second that the workers of a queue begin; undefined unless they are known and serve no other queue.
   */
  throughputOf(queue: string, now: number): number | undefined;
}

/** Turns looks at the lists and at what is in flight into measures. */
export class DetailKeeper {
  readonly #flows = new Map<string, QueueFlow>();
  /** What was taken and not acknowledged, at the last sample; undefined when that was not read. */
  deliveries: Deliveries | undefined;

  /** By which the ages were read. */
  #ageHeader: string | undefined;

  #queues: readonly string[] | undefined;

  /** The looks at a queue whose lists are all empty. */
  readonly #empty: readonly undefined[];

  /** @param steps priority steps of a queue */
  constructor(private readonly steps: number) {
    this.#empty = new Array<undefined>(steps).fill(undefined);
  }

  /** What to look at for this sample. */
  request({ queues, steps, failed }: GoodSample, { ageHeader, visibilityTimeout }: DetailOptions): ProbeRequest {
    if (ageHeader !== this.#ageHeader) this.#flows.clear(); // what was read by another header says nothing now
    this.#ageHeader = ageHeader;
    this.#keepOnly(queues);
    const open: { readonly lists: readonly ListQuestion[]; readonly lookedAt: number }[] = [];
    queues.forEach((queue, q) => {
      if (failed.has(queue)) return;
      const flow = this.#flowOf(queue);
      const lists = flow.questions(queue, steps, q * this.steps);
      if (lists.length > 0) open.push({ lists, lookedAt: flow.lookedAt });
    });
    let places = LISTS_A_SAMPLE;
    const lists: ListQuestion[] = [];
    for (const queue of open.sort((a, b) => a.lookedAt - b.lookedAt)) {
      if (queue.lists.length > places && lists.length > 0) break;
      places -= queue.lists.length;
      lists.push(...queue.lists);
    }
    return { lists, ageHeader, visibilityTimeoutMs: visibilityTimeout * 1000 };
  }

  /** Nothing is to be looked at any more. */
  rest(): void {
    this.#flows.clear();
  }

  /** What is known when nothing was looked at: who consumes, and how busy they are. */
  withoutLook(sample: GoodSample, moment: number, told: Told): Details | undefined {
    this.deliveries = undefined;
    const readings = new Map<DetailMeasure, Reading>();
    addTold(readings, sample, told, moment);
    return readings.size === 0 ? undefined : { readings, off: new Map() };
  }

  /** @param request what `probe` is the answer to */
  details(
    sample: GoodSample,
    request: ProbeRequest,
    probe: Probe,
    { moment, staleMs = Number.POSITIVE_INFINITY, ...told }: DetailContext,
  ): Details {
    const off = new Map<DetailMeasure, string>(probe.off);
    const { queues, at } = sample;
    if (probe.looks instanceof Error)
      for (const measure of ['oldestAge', 'arrivals', 'departures', 'memory'] as const) off.set(measure, probe.looks.message);
    else this.#take(sample, request.lists, probe.looks, moment);
    if (probe.deliveries instanceof Error) {
      this.deliveries = undefined;
      for (const measure of ['inFlight', 'scheduled', 'backlog'] as const) off.set(measure, probe.deliveries.message);
    } else this.deliveries = probe.deliveries;

    const readings = new Map(DETAIL_MEASURES.map((measure) => [measure, emptyReading(queues.length)]));
    const set = (measure: DetailMeasure, q: number, value: number, quality: Quality) => {
      const reading = readings.get(measure);
      if (!reading || Number.isNaN(value) || off.has(measure)) return;
      reading.values[q] = value;
      reading.qualities[q] = QUALITIES.indexOf(quality);
    };
    const inFlight = attribute(this.deliveries, at);
    queues.forEach((queue, q) => {
      const waiting = sample.waiting[q] ?? Number.NaN;
      if (Number.isNaN(waiting)) return;
      const taken = inFlight?.of(queue);
      const backlog = waiting + (taken?.tasks ?? Number.NaN);
      if (inFlight && taken) {
        set('inFlight', q, taken.tasks, inFlight.quality);
        set('scheduled', q, taken.scheduled, inFlight.quality);
        set('backlog', q, backlog, inFlight.quality);
      }
      const flow = this.#flowOf(queue);
      set(
        'drainTime',
        q,
        flow.drainTime(Number.isNaN(backlog) ? waiting : backlog, moment),
        waiting === 0 && backlog === 0 ? 'exact' : 'estimate',
      );
      if (flow.lookedAt === Number.NEGATIVE_INFINITY) return;
      const stale = moment - flow.lookedAt > staleMs;
      const setLooked = (measure: DetailMeasure, value: number, quality: Quality) => set(measure, q, value, stale ? 'stale' : quality);
      const age = flow.age(at, moment);
      if (age) setLooked('oldestAge', age.ms / 1000, age.quality);
      if (flow.bytes !== undefined) setLooked('memory', flow.bytes, 'estimate');
      if (flow.rates) setRates(flow.rates, told.consumers?.throughputOf(queue, moment), setLooked);
    });
    addTold(readings, sample, told, moment);
    return { readings, off };
  }

  #take(sample: GoodSample, questions: readonly ListQuestion[], looks: readonly (ListLook | undefined)[], moment: number): void {
    const asked = new Map<string, (ListLook | undefined | null)[]>();
    questions.forEach(({ queue, step }, i) => {
      const own = asked.get(queue) ?? new Array<undefined>(this.steps).fill(undefined);
      own[step] = looks[i] ?? null;
      asked.set(queue, own);
    });
    sample.queues.forEach((queue, q) => {
      if (sample.failed.has(queue)) return;
      const own = asked.get(queue);
      // A list that could not be looked at, or had to wait for its turn, is told about the next time.
      if (own?.includes(null) || (!own && (sample.waiting[q] ?? 0) > 0)) return;
      this.#flowOf(queue).look(own?.map((look) => look ?? undefined) ?? this.#empty, moment);
    });
  }

  /** Forgets the other queues. The list is the same object as long as they are the same. */
  #keepOnly(queues: readonly string[]): void {
    if (queues === this.#queues) return;
    this.#queues = queues;
    const known = new Set(queues);
    for (const queue of this.#flows.keys()) if (!known.has(queue)) this.#flows.delete(queue);
  }

  #flowOf(queue: string): QueueFlow {
    let flow = this.#flows.get(queue);
    if (!flow) {
      flow = new QueueFlow(this.steps);
      this.#flows.set(queue, flow);
    }
    return flow;
  }
}

/**
 * Rates that are lower bounds, because a queue was empty in between, give way to what its workers begin.
 * @param begun tasks a second that they begin, where that is known
 */
function setRates(
  { arrivals, departures, quality }: Rates,
  begun: number | undefined,
  set: (measure: DetailMeasure, value: number, quality: Quality) => void,
): void {
  if (quality === 'atLeast' && begun !== undefined && begun > departures) {
    set('departures', begun, 'estimate');
    set('arrivals', arrivals + begun - departures, 'estimate');
  } else {
    set('arrivals', arrivals, quality);
    set('departures', departures, quality);
  }
}

/** Adds what is known without a look. */
function addTold(readings: Map<DetailMeasure, Reading>, sample: GoodSample, { consumers, capacity }: Told, moment: number): void {
  if (consumers) readings.set('workers', consumers.readingOf(sample.queues, moment));
  if (!capacity) return;
  for (const [measure, reading] of capacityReadings(sample, readings, capacity, moment)) readings.set(measure, reading);
}

const NOTHING = { tasks: 0, scheduled: 0 };

interface Attribution {
  readonly quality: Quality;
  of(queue: string): { readonly tasks: number; readonly scheduled: number };
}

/** Shares out what is in flight by the entries that were read; where those are a sample, each stands for several. */
function attribute(deliveries: Deliveries | undefined, now: number): Attribution | undefined {
  if (!deliveries) return undefined;
  const { total, entries } = deliveries;
  if (total > 0 && entries.length === 0) return undefined; // nothing to share them out by
  const counts = new Map<string, { tasks: number; scheduled: number }>();
  let told = 0;
  for (const { queue, eta } of entries) {
    if (queue === undefined) continue;
    told++;
    const count = counts.get(queue) ?? { tasks: 0, scheduled: 0 };
    count.tasks++;
    if (eta !== undefined && eta > now) count.scheduled++;
    counts.set(queue, count);
  }
  const each = total / Math.max(1, entries.length);
  const sampled = entries.length < total;
  return {
    quality: sampled ? 'estimate' : told < entries.length ? 'atLeast' : 'exact',
    of: (queue) => {
      const count = counts.get(queue);
      if (!count) return NOTHING;
      const { tasks, scheduled } = count;
      return { tasks: Math.round(tasks * each), scheduled: Math.round(scheduled * each) };
    },
  };
}
