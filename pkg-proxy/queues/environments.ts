import type { Settings } from '../../src/contract/settings';
import { isSame } from '../../src/contract/settings/same';

/**
 * Which brokers run under which name in this process. A name (`environment`) is all that tells brokers apart in labels, metrics
 * and the lock of the mirrors, and by default it is the host, which two databases of one server share.
 */
export class Environments {
  readonly #tenants: Tenant[] = [];

  /** Takes up a datasource, after those that are there. It says who it is by `become`. */
  enter(): Tenant {
    const tenant = new Tenant(this.#tenants);
    this.#tenants.push(tenant);
    return tenant;
  }
}

/** What a datasource goes by. */
interface Identity {
  readonly settings: Settings;
  /** Where its mirror writes, as the store's label says it; undefined when it has none. */
  readonly store: string | undefined;
}

/** One datasource among those that run. It keeps its rank when its settings change. */
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

  /** Why its mirror must not write: a datasource that came before writes the same metrics of another broker. Null if none does. */
  get metricsTaken(): string | null {
    const own = this.#identity;
    if (own?.store === undefined) return null;
    const before = this.all.slice(0, this.all.indexOf(this));
    const other = before.flatMap((tenant) => tenant.#identity ?? []).find((it) => !isSameBroker(it, own) && writesTheSame(it, own));
    if (!other) return null;
    const mend =
      own.settings.mirror.naming === 'perQueue'
        ? 'a namespace of its own (jsonData.mirror.namespace)'
        : 'an environment of its own (jsonData.environment)';
    return `The mirror is off: another datasource, of ${placeOf(other, own)}, mirrors to the same metrics. Give this one ${mend}.`;
  }

  /** Whether another broker goes by the same name. */
  get nameShared(): boolean {
    return this.#namesakes().length > 0;
  }

  /**
   * What to do about a name that is shared: for a person. Null where nobody needs to: two brokers that were given one name on purpose
   * are told apart by their datasources, as long as none of them is mirrored.
   */
  get advice(): string | null {
    const own = this.#identity;
    if (!own || this.metricsTaken !== null) return null;
    const { environment, connection } = own.settings;
    const other = this.#namesakes().find(
      (it) => environment === connection.broker.host || own.store !== undefined || it.store !== undefined,
    );
    if (!other) return null;
    return `Another datasource, of ${placeOf(other, own)}, has the environment "${environment}" too, so their metrics and labels cannot be told apart: give each its own (jsonData.environment).`;
  }

  #namesakes(): readonly Identity[] {
    const own = this.#identity;
    if (!own) return [];
    const others = this.all.flatMap((tenant) => tenant.#identity ?? []);
    return others.filter((it) => it.settings.environment === own.settings.environment && !isSameBroker(it, own));
  }
}

/** Whether both read the same queues, by whichever of its sentinels. */
function isSameBroker({ settings: a }: Identity, { settings: b }: Identity): boolean {
  const queues = ({ connection: { broker, sentinelMaster }, keys: { keyPrefix } }: Settings) => {
    return { path: broker.path, db: broker.db, sentinelMaster, keyPrefix };
  };
  const nodes = ({ connection }: Settings) => connection.broker.nodes.map(({ host, port }) => `${host.toLowerCase()}:${port}`);
  const others = nodes(b);
  const meet = others.length === 0 || nodes(a).some((node) => others.includes(node));
  return meet && isSame(queues(a), queues(b));
}

/** Whether their mirrors write the same metrics. With other credentials it may be another account. */
function writesTheSame(a: Identity, b: Identity): boolean {
  const metrics = ({ store, settings: { mirror, environment } }: Identity) => ({
    store,
    // The older layout does not write the broker's name.
    environment: mirror.naming === 'perQueue' ? undefined : environment,
    aws: mirror.aws,
    accessKey: mirror.secrets.accessKey,
  });
  return a.store !== undefined && isSame(metrics(a), metrics(b));
}

/** Where the other one is, as far as who reads this may know: it may be of another organisation. */
function placeOf({ settings: { connection: other } }: Identity, { settings: { connection: own } }: Identity): string {
  if (other.broker.host !== own.broker.host) return 'another broker';
  if (other.broker.db !== own.broker.db) return `database ${other.broker.db} on the same host`;
  return 'another broker on the same host';
}
