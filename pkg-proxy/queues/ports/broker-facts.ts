/**
 * How the server itself fares, from its own words (Redis and Valkey: `INFO`). What a server does not tell, as some managed
 * ones, is NaN or undefined, never 0.
 */
export interface BrokerFacts {
  /** `Redis` or `Valkey`. */
  readonly product: string;
  readonly version: string;
  /** Another one after each start of the server. */
  readonly runId: string | undefined;
  /** Seconds since the server started. */
  readonly uptime: number;

  /** Bytes. */
  readonly memoryUsed: number;
  /** `maxmemory` in bytes; 0 when there is no limit. */
  readonly memoryLimit: number;
  /** What is done when memory is full: `noeviction`, `allkeys-lru`, `volatile-ttl`, … */
  readonly evictionPolicy: string | undefined;
  /** Keys removed because memory was full, since the server started. */
  readonly evictedKeys: number;
  /** Keys whose time to live was over, since the server started. */
  readonly expiredKeys: number;
  /** Memory that the operating system gave, in relation to what is used. */
  readonly fragmentation: number;

  readonly clients: number;
  /** Clients that wait in a blocking command: of Celery, mostly workers that have nothing to do (BRPOP). */
  readonly blockedClients: number;
  readonly maxClients: number;
  /** Connections refused because of `maxclients`, since the server started. */
  readonly rejectedConnections: number;
  readonly opsPerSecond: number;
  /** Keys in the broker's database. */
  readonly keys: number;

  readonly role: 'master' | 'replica' | undefined;
  /** Names the history of writes that this server has, and the one that it had before a promotion. */
  readonly replicationId: string | undefined;
  readonly formerReplicationId: string | undefined;
  /** Replicas attached to a master, and those of them that are in step. */
  readonly replicas: number;
  readonly replicasOnline: number;
  /** How far the last of a master's replicas is behind: bytes of writes, and seconds since it was heard. NaN without one. */
  readonly lagBytes: number;
  readonly lagSeconds: number;
  /** Of a replica: whether it is connected to its master, and seconds since it heard of it. */
  readonly masterLinkUp: boolean | undefined;
  readonly masterSilence: number;

  /** Whether data are being loaded into memory: lists cannot be read meanwhile. */
  readonly loading: boolean | undefined;
  /** Whether every write is logged to disk. */
  readonly appendOnly: boolean | undefined;
  /** Whether the last write of each kind of persistence went well. */
  readonly snapshotOk: boolean | undefined;
  readonly appendOnlyOk: boolean | undefined;
  /** When a snapshot was last written, or the server started without one; epoch milliseconds. */
  readonly snapshotAt: number;
  /** Writes since then. */
  readonly unsavedWrites: number;
}

/** Facts, and when they were read. */
export interface BrokerReading {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The same by the clock that nobody sets (see `clock.ts`). */
  readonly moment: number;
  readonly facts: BrokerFacts;
}
