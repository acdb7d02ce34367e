import { isDeepStrictEqual } from 'node:util';
import { History } from '../history/history';
import type { Log } from '../log';
import type { Observed } from '../observed';
import type { QueueReader } from '../ports/reader';
import { Catalogue } from './catalogue';
import { Companions } from './companions';
import type { Told } from './details/detail-keeper';
import { Discovery } from './discovery';
import { Observations } from './observations';
import { type SamplerOptions, SampleTaker } from './sample-taker';
import { type Pulse, SamplingClock } from './sampling-clock';

/** Limit for one read. The first one and its discovery share `FIRST_MS`, below the two seconds that a query may wait. */
const READ_MS = 1500;
const FIRST_DISCOVERY_MS = 1000;
const FIRST_MS = 1700;
/** An unreadable broker is tried again at least this often, so that it is back within 5 s of its recovery. */
const RETRY_MS = 2000;

/** Reads one broker on one clock, whoever asks: panels, alerts, streams and the mirror cost one round of reads. Owns the clock and the reader. */
export class Sampler {
  /** Tasks that run while the sampler runs. */
  readonly companions = new Companions();
  readonly #observations: Observations;
  readonly #taker: SampleTaker;
  readonly #discovery: Discovery;
  readonly #clock: SamplingClock;

  constructor(
    reader: QueueReader,
    options: SamplerOptions,
    private readonly log: Log,
    { catalogue = new Catalogue(), ...told }: Told & { readonly catalogue?: Catalogue } = {},
  ) {
    const history = new History(reader.steps.length);
    this.#discovery = new Discovery(catalogue, () => history.keepOnly(catalogue.names));
    this.#taker = new SampleTaker(reader, options, told, log);
    this.#observations = new Observations(catalogue, history, this.#discovery, this.#taker, log);
    catalogue.configure(options.queues, options.discover);
    this.companions.add((signal) => this.#discover(signal));
    this.#clock = new SamplingClock(this.#pulse());
  }

  /** What was observed, read-only. */
  get observed(): Observed {
    return this.#observations;
  }

  get reader(): QueueReader {
    return this.#taker.reader;
  }

  /** Records a request and starts sampling if needed. Resolves with the first sample, good or failed. */
  asked(): Promise<void> {
    return this.#clock.asked();
  }

  /** Keeps sampling without requests until the returned function is called. */
  hold(): () => void {
    return this.#clock.hold();
  }

  /** Applies new settings and, if given, a new connection to the same broker. Keeps what it knows. */
  reconfigure(options: SamplerOptions, { reader, ...told }: Told & { readonly reader?: QueueReader | undefined } = {}): void {
    const taker = this.#taker;
    taker.told = told;
    if (!reader && isDeepStrictEqual(options, taker.options)) return;
    const { catalogue, history } = this.#observations;
    this.#clock.restart(() => {
      if (reader) {
        taker.reader.close();
        taker.reader = reader;
      }
      taker.options = options;
      this.#observations.ready = false; // so that the next query waits for a sample with the new names
      catalogue.configure(options.queues, options.discover);
      history.keepOnly(catalogue.names);
    });
  }

  close(): void {
    this.#observations.close();
    this.#clock.close();
    this.reader.close();
  }

  #pulse(): Pulse {
    const observations = this.#observations;
    return {
      get everyMs() {
        return observations.failing ? Math.min(observations.sampleMs, RETRY_MS) : observations.sampleMs;
      },
      started: (running) => {
        observations.ready = false;
        this.companions.start(running);
      },
      first: async (signal) => {
        const began = performance.now();
        const { reader, options } = this.#taker;
        // A failed discovery does not matter here: the sample itself shows whether the broker can be read.
        if (options.discover) await this.#discovery.slice(reader, FIRST_DISCOVERY_MS, signal);
        if (!signal.aborted) await this.#sample(signal, Math.min(READ_MS, FIRST_MS - (performance.now() - began)));
      },
      next: (signal) => this.#sample(signal, READ_MS),
      rested: () => {
        this.log.info('Sampling stops after a day without requests and starts again with the next one.', { broker: observations.label });
        observations.forgetLatest();
      },
    };
  }

  async #sample(signal: AbortSignal, limitMs: number): Promise<void> {
    const taken = await this.#taker.take(this.#observations.catalogue.names, limitMs, signal);
    if (taken) this.#observations.record(taken.sample, taken.tookMs);
  }

  async #discover(signal: AbortSignal): Promise<void> {
    const { reader, options } = this.#taker;
    if (options.discover) await this.#discovery.run(reader, signal);
  }
}
