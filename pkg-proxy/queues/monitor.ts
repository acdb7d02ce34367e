import { isDeepStrictEqual } from 'node:util';
import type { CostResource } from '../../src/contract/resources';
import type { Secrets, Settings } from '../../src/contract/settings';
import type { Archive } from './archive';
import { compileMatcher, type Matcher } from './match';
import type { MetricStore } from './metric-store';
import { Mirror } from './mirror/mirror';
import type { QueueReader } from './reader';
import { Sampler, type SamplerLog } from './sampler';

/** Makes the outside world's parts from settings; `main.ts` gives the real ones, tests their own. */
export interface Adapters {
  reader(settings: Settings): QueueReader;
  store(settings: Settings): MetricStore;
  /** Reads back what the store has kept. */
  archive(settings: Settings): Archive;
  /** What mirroring so many queues with these settings costs a month. */
  cost(settings: Settings, queues: number): CostResource;
}

/** A mirror with the store that it writes to and what reads it back, which belong to it. */
interface Mirroring {
  readonly mirror: Mirror;
  readonly store: MetricStore;
  readonly archive: Archive;
}

/** Everything that runs for one datasource: the sampler of its broker and, where it is switched on, the mirror. */
export class Monitor {
  readonly sampler: Sampler;
  readonly #mirroring: Mirroring | undefined;
  readonly #shown: Matcher;
  /** The last answer of `queues`: the catalogue's list stays the same from one discovery to the next. */
  #selected: { readonly of: readonly string[]; readonly queues: readonly string[] } | undefined;
  readonly #release: () => void;

  /**
   * @param previous what ran for the datasource until now: what the change of settings does not touch goes on, with all it
   * knows. It must then be closed with this one as `next`.
   */
  constructor(
    readonly settings: Settings,
    private readonly adapters: Adapters,
    log: SamplerLog,
    previous?: Monitor,
  ) {
    const { include, exclude, queues } = settings;
    const included = include.length > 0 ? compileMatcher(include, 'jsonData.include') : () => true;
    const excluded = compileMatcher(exclude, 'jsonData.exclude');
    const configured = new Set(queues);
    this.#shown = (queue) => configured.has(queue) || (included(queue) && !excluded(queue));

    if (previous && sameBroker(previous.settings, settings)) {
      this.sampler = previous.sampler;
      const reader = sameConnection(previous.settings, settings) ? undefined : adapters.reader(settings);
      this.sampler.reconfigure(settings, reader);
    } else this.sampler = new Sampler(adapters.reader(settings), settings, log);

    if (!settings.mirror.enabled) {
      this.#release = () => {};
      return;
    }
    this.#mirroring =
      (previous && previous.sampler === this.sampler && sameMirror(previous.settings, settings) ? previous.#mirroring : undefined) ??
      this.#startMirror(log);
    const { mirror } = this.#mirroring;
    const unsubscribe = this.sampler.onSample((sample) => mirror.accept(sample));
    const letGo = this.sampler.hold();
    this.#release = () => {
      unsubscribe();
      letGo();
    };
  }

  get mirror(): Mirror | undefined {
    return this.#mirroring?.mirror;
  }

  /** Where the mirror writes; undefined when it is off. */
  get store(): MetricStore | undefined {
    return this.#mirroring?.store;
  }

  /** What is older than this process; undefined when nothing is mirrored. */
  get archive(): Archive | undefined {
    return this.#mirroring?.archive;
  }

  /** Known queues that the settings let through, in the order in which they became known. */
  get queues(): readonly string[] {
    const { names } = this.sampler.catalogue;
    if (this.#selected?.of !== names) this.#selected = { of: names, queues: names.filter(this.#shown) };
    return this.#selected.queues;
  }

  /** What the mirror costs a month, or would cost if it were on. */
  get cost(): CostResource {
    return this.adapters.cost(this.settings, this.queues.length);
  }

  /** Ends what `next` has not taken over; sends the mirror's last minute, as far as the signal allows. */
  async close(signal: AbortSignal, next?: Monitor): Promise<void> {
    this.#release();
    if (next?.sampler !== this.sampler) this.sampler.close();
    if (this.#mirroring && next?.mirror !== this.mirror) {
      await this.#mirroring.mirror.flush(signal);
      this.#mirroring.mirror.close();
      this.#mirroring.store.close();
      this.#mirroring.archive.close();
    }
  }

  #startMirror(log: SamplerLog): Mirroring {
    const store = this.adapters.store(this.settings);
    const mirror = new Mirror({ store, settings: this.settings.mirror, selects: this.#shown, log });
    mirror.start();
    return { mirror, store, archive: this.adapters.archive(this.settings) };
  }
}

/** Whether both settings speak of the same queues on the same server, so that history goes on. */
function sameBroker(a: Settings, b: Settings): boolean {
  const broker = ({ broker, sentinelMaster, keyPrefix, separator, prioritySteps }: Settings) => ({
    nodes: broker.nodes,
    path: broker.path,
    db: broker.db,
    sentinelMaster,
    keyPrefix,
    separator,
    prioritySteps,
  });
  return isDeepStrictEqual(broker(a), broker(b));
}

function sameConnection(a: Settings, b: Settings): boolean {
  const connection = ({ broker, user, tls }: Settings) => ({ scheme: broker.scheme, user, tls });
  return (
    isDeepStrictEqual(connection(a), connection(b)) &&
    sameSecrets(a, b, ['password', 'sentinelPassword', 'tlsCACert', 'tlsClientCert', 'tlsClientKey'])
  );
}

function sameMirror(a: Settings, b: Settings): boolean {
  const mirror = ({ mirror, aws, environment, include, exclude, queues }: Settings) => ({
    mirror,
    aws,
    environment,
    include,
    exclude,
    queues,
  });
  return isDeepStrictEqual(mirror(a), mirror(b)) && sameSecrets(a, b, ['accessKey', 'secretKey', 'sessionToken']);
}

function sameSecrets(a: Settings, b: Settings, names: readonly (keyof Secrets)[]): boolean {
  return names.every((name) => a.secrets[name] === b.secrets[name]);
}
