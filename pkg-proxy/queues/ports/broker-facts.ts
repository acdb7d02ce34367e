/**
 * Facts about the server as it reports them (Redis and Valkey: `INFO`). A fact that a server does not report, as with some managed
 * services, is NaN or undefined, never 0.
 */
export interface BrokerFacts {
  /** `Redis` or `Valkey`. */
  readonly product: string;
  readonly version: string;
  /** Changes with every start of the server. */
  readonly runId: string | undefined;
  /** Seconds since the server started. */
  readonly uptime: number;

  /** Bytes. */
  readonly memoryUsed: number;
  /** `maxmemory` in bytes; 0 when there is no limit. */
  readonly memoryLimit: number;
  /** `maxmemory-policy`: `noeviction`, `allkeys-lru`, `volatile-ttl`, … */
  readonly evictionPolicy: string | undefined;
  /** Keys removed because memory was full, since the server started. */
  readonly evictedKeys: number;
  /** Keys whose TTL expired, since the server started. */
  readonly expiredKeys: number;
  /** Resident memory divided by used memory (`mem_fragmentation_ratio`). */
  readonly fragmentation: number;

  readonly clients: number;
  /** Clients that wait in a blocking command; with Celery, mostly idle workers (BRPOP). */
  readonly blockedClients: number;
  readonly maxClients: number;
  /** Connections refused because of `maxclients`, since the server started. */
  readonly rejectedConnections: number;
  readonly opsPerSecond: number;
  /** Keys in the broker's database. */
  readonly keys: number;

  readonly role: 'master' | 'replica' | undefined;
  /** The replication ids of this server (`master_replid`), now and before a promotion. */
  readonly replicationId: string | undefined;
  readonly formerReplicationId: string | undefined;
  /** Replicas of a master, and those of them that are in sync. */
  readonly replicas: number;
  readonly replicasOnline: number;
  /** How far the slowest replica of a master lags: bytes of writes, and seconds since its last acknowledgement. NaN without one. */
  readonly lagBytes: number;
  readonly lagSeconds: number;
  /** For a replica: whether it is connected to its master, and seconds since it last heard from it. */
  readonly masterLinkUp: boolean | undefined;
  readonly masterSilence: number;

  /** Whether the server is loading its data. Lists cannot be read meanwhile. */
  readonly loading: boolean | undefined;
  /** Whether every write is logged to disk. */
  readonly appendOnly: boolean | undefined;
  /** Whether the last write of each kind of persistence succeeded. */
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
  /** The same time by the monotonic clock (see `clock.ts`). */
  readonly moment: number;
  readonly facts: BrokerFacts;
}
