import { randomBytes } from 'node:crypto';
import type { PluginContext } from './plugin-client';

/** A data source in Grafana's HTTP API: it says which secrets are set, but not their values. */
export interface DatasourceView {
  id: number;
  uid: string;
  name: string;
  type: string;
  access: 'proxy';
  url: string;
  user: string;
  isDefault: boolean;
  readOnly: boolean;
  jsonData: unknown;
  secureJsonFields: Record<string, boolean>;
  version: number;
}

/** Input from a page or a provisioning file. Absent fields keep their value. */
export interface DatasourceInput {
  uid?: string;
  name?: string;
  url?: string;
  user?: string;
  /** Provisioned, so it cannot be changed. */
  readOnly?: boolean;
  jsonData?: unknown;
  secureJsonData?: Readonly<Record<string, string>>;
}

interface Datasource extends Omit<DatasourceView, 'secureJsonFields'> {
  secrets: Record<string, string>;
  updated: number;
}

/** Grafana's data source store, in memory. Only the backend gets the secrets. */
export class Datasources {
  readonly #all = new Map<string, Datasource>();

  constructor(readonly pluginId: string) {}

  list(): DatasourceView[] {
    return [...this.#all.values()].map(view);
  }

  get(uid: string): DatasourceView | undefined {
    const found = this.#all.get(uid);
    return found && view(found);
  }

  /** Adds a data source, or changes the one with this uid. A secret stays until it is sent again; an empty one is removed. */
  save(input: DatasourceInput): DatasourceView {
    const uid = input.uid ?? randomBytes(6).toString('hex');
    const before = this.#all.get(uid);
    const saved: Datasource = {
      id: before?.id ?? this.#all.size + 1,
      uid,
      name: input.name ?? before?.name ?? this.#freeName('Backlog'),
      type: this.pluginId,
      access: 'proxy',
      url: input.url ?? before?.url ?? '',
      user: input.user ?? before?.user ?? '',
      isDefault: before?.isDefault ?? this.#all.size === 0,
      readOnly: before?.readOnly ?? input.readOnly ?? false,
      jsonData: input.jsonData ?? before?.jsonData ?? {},
      secrets: { ...before?.secrets, ...input.secureJsonData },
      version: (before?.version ?? 0) + 1,
      updated: Date.now(),
    };
    this.#all.set(uid, saved);
    return view(saved);
  }

  delete(uid: string): boolean {
    return this.#all.delete(uid);
  }

  /** The plugin context of every call to the backend for this data source. */
  context(uid: string): PluginContext | undefined {
    const found = this.#all.get(uid);
    if (!found) return undefined;
    const { id, name, url, user, jsonData, secrets, updated } = found;
    return {
      orgId: 1,
      pluginId: this.pluginId,
      dataSourceInstanceSettings: {
        id,
        uid,
        name,
        url,
        user,
        jsonData: Buffer.from(JSON.stringify(jsonData)),
        decryptedSecureJsonData: secrets,
        lastUpdatedMS: updated,
      },
    };
  }

  #freeName(base: string): string {
    const taken = new Set([...this.#all.values()].map((d) => d.name));
    for (let n = 1; ; n++) {
      const name = n === 1 ? base : `${base} ${n}`;
      if (!taken.has(name)) return name;
    }
  }
}

function view({ secrets, updated: _, ...rest }: Datasource): DatasourceView {
  const set = Object.entries(secrets).filter(([, secret]) => secret !== '');
  return { ...rest, secureJsonFields: Object.fromEntries(set.map(([name]) => [name, true])) };
}
