import type { Settings } from '../../../src/contract/settings';
import { isSame } from '../../../src/contract/settings/same';

/**
 * Which brokers use which name in this process. Only the name (`environment`) distinguishes brokers in labels, metrics and the
 * mirror lock. By default it is the host, which two databases of one server share.
 */
export class Environments {
  readonly #tenants: Tenant[] = [];

  /** Adds a datasource after the existing ones. It gets its identity from `become`. */
  enter(): Tenant {
    const tenant = new Tenant(this.#tenants);
    this.#tenants.push(tenant);
    return tenant;
  }
}

/** What identifies a datasource. */
interface Identity {
  readonly settings: Settings;
  /** Where its mirror writes (the store's label); undefined if it has no mirror. */
  readonly store: string | undefined;
}

/** One of the running datasources. It keeps its rank when its settings change. */
export class Tenant {
  #identity: Identity | undefined;

  constructor(private readonly all: Tenant[]) {}

  become(settings: Settings, store: string | undefined): void {
    this.#identity = { settings, store };
  }

  leave(): void {
    const place = this.all.indexOf(this);
    if (place >= 0) this.all.splice(place, 1);
  }

  /** Why its mirror must not write: an earlier datasource writes the same metrics for another broker. Null if none does. */
  get metricsTaken(): string | null {
    const own = this.#identity;
    if (own?.store === undefined) return null;
    const before = this.all.slice(0, this.all.indexOf(this));
    const other = before.flatMap((tenant) => tenant.#identity ?? []).find((it) => !isSameBroker(it, own) && writesTheSame(it, own));
    if (!other) return null;
    const mend =
      own.settings.mirror.naming === 'perQueue'
        ? 'its own namespace (jsonData.mirror.namespace)'
        : 'its own environment (jsonData.environment)';
    return `The mirror is off: another data source (${placeOf(other, own)}) already mirrors to the same metrics. Give this data source ${mend}.`;
  }

  /** Whether another broker has the same name. */
  get nameShared(): boolean {
    return this.#namesakes().length > 0;
  }

  /**
   * What to do about a shared name, for a person. Null if nothing needs to be done: two brokers with the same name on purpose are
   * distinguished by their datasources, as long as neither is mirrored.
   */
  get advice(): string | null {
    const own = this.#identity;
    if (!own || this.metricsTaken !== null) return null;
    const { environment, connection } = own.settings;
    const other = this.#namesakes().find(
      (it) => environment === connection.broker.host || own.store !== undefined || it.store !== undefined,
    );
    if (!other) return null;
    return `Another datasource (${placeOf(other, own)}) also has the environment "${environment}", so their metrics and labels cannot be told apart. Give each its own environment (jsonData.environment).`;
  }

  #namesakes(): readonly Identity[] {
    const own = this.#identity;
    if (!own) return [];
    const others = this.all.flatMap((tenant) => tenant.#identity ?? []);
    return others.filter((it) => it.settings.environment === own.settings.environment && !isSameBroker(it, own));
  }
}

/** Whether both read the same queues, even through different sentinels. */
function isSameBroker({ settings: a }: Identity, { settings: b }: Identity): boolean {
  const queues = ({ connection: { broker, sentinelMaster }, keys: { keyPrefix } }: Settings) => {
    return { path: broker.path, db: broker.db, sentinelMaster, keyPrefix };
  };
  const nodes = ({ connection }: Settings) => connection.broker.nodes.map(({ host, port }) => `${host.toLowerCase()}:${port}`);
  const others = nodes(b);
  const meet = others.length === 0 || nodes(a).some((node) => others.includes(node));
  return meet && isSame(queues(a), queues(b));
}

/** Whether their mirrors write the same metrics. Different credentials may mean different accounts. */
function writesTheSame(a: Identity, b: Identity): boolean {
  const metrics = ({ store, settings: { mirror, environment } }: Identity) => ({
    store,
    // The older layout does not include the broker's name.
    environment: mirror.naming === 'perQueue' ? undefined : environment,
    aws: mirror.aws,
    accessKey: mirror.secrets.accessKey,
  });
  return a.store !== undefined && isSame(metrics(a), metrics(b));
}

/** Where the other datasource reads. It may belong to another organisation, so this must not reveal its host. */
function placeOf({ settings: { connection: other } }: Identity, { settings: { connection: own } }: Identity): string {
  if (other.broker.host !== own.broker.host) return 'another broker';
  if (other.broker.db !== own.broker.db) return `database ${other.broker.db} on the same host`;
  return 'another broker on the same host';
}
