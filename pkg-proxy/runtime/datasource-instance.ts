import { inspect, isDeepStrictEqual } from 'node:util';
import type { DataSourceInstanceSettings } from './gen/backend_pb.js';
import { parseJson } from './json.js';

/** One datasource as its owner set it up in Grafana. */
export interface DatasourceInstance {
  readonly orgId: number;
  readonly id: number;
  /** Unique within the organisation. */
  readonly uid: string;
  readonly name: string;
  readonly url: string;
  readonly user: string;
  readonly database: string;
  /** Parsed at first use; `{}` if empty. Reading it throws PluginError 400 if it does not parse. */
  readonly jsonData: unknown;
  /** Decrypted secrets. JSON.stringify and inspect never show them, nor the url, which may hold one. */
  readonly secureJsonData: Readonly<Record<string, string>>;
  /** When the settings were last changed, epoch ms; some hosts send a constant. */
  readonly updated: number;
}

/** What Grafana knows a datasource by, whatever its settings. */
export function keyOf({ orgId, uid }: Pick<DatasourceInstance, 'orgId' | 'uid'>): string {
  return `${orgId}/${uid}`;
}

/** A datasource as it came over the wire. Its settings stay bytes until somebody reads them. */
export class WireDatasource implements DatasourceInstance {
  readonly id: number;
  readonly uid: string;
  readonly name: string;
  readonly url: string;
  readonly user: string;
  readonly database: string;
  readonly updated: number;
  readonly #json: Uint8Array;
  readonly #secrets: Readonly<Record<string, string>>;
  #parsed: { readonly value: unknown } | undefined;

  constructor(
    readonly orgId: number,
    settings: DataSourceInstanceSettings,
  ) {
    this.id = Number(settings.id);
    this.uid = settings.uid;
    this.name = settings.name;
    this.url = settings.url;
    this.user = settings.user;
    this.database = settings.database;
    this.updated = Number(settings.lastUpdatedMS);
    this.#json = settings.jsonData;
    this.#secrets = settings.decryptedSecureJsonData;
  }

  get jsonData(): unknown {
    this.#parsed ??= { value: parseJson(this.#json, `jsonData of datasource ${this.uid}`, {}) };
    return this.#parsed.value;
  }

  get secureJsonData(): Readonly<Record<string, string>> {
    return this.#secrets;
  }

  /** What a log or an error may show of a datasource: which one it is. */
  toJSON(): object {
    return { orgId: this.orgId, id: this.id, uid: this.uid, name: this.name };
  }

  [inspect.custom](): object {
    return this.toJSON();
  }

  /** Whether both have the same jsonData; of two that came over the wire the bytes decide, without parsing. */
  static sameJson(a: DatasourceInstance, b: DatasourceInstance): boolean {
    if (#json in a && #json in b) return Buffer.compare(a.#json, b.#json) === 0;
    return isDeepStrictEqual(a.jsonData, b.jsonData);
  }
}

/** Whether nothing differs between the two that could make a client of the datasource behave differently. */
export function sameSettings(a: DatasourceInstance, b: DatasourceInstance): boolean {
  return (
    a === b ||
    (a.url === b.url &&
      a.user === b.user &&
      a.database === b.database &&
      WireDatasource.sameJson(a, b) &&
      sameSecrets(a.secureJsonData, b.secureJsonData))
  );
}

function sameSecrets(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key]);
}
