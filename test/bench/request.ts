import { create, toBinary } from '@bufbuild/protobuf';
import { QueryDataRequestSchema } from '../../pkg-proxy/runtime/gen/backend_pb';

export interface BenchQuery {
  readonly url: string;
  readonly jsonData?: object;
  /** As a panel stores it. */
  readonly query: object;
  /** Length of the range, which ends now, and its interval; milliseconds. */
  readonly rangeMs?: number;
  readonly intervalMs?: number;
}

/** A QueryDataRequest with one query, as Grafana sends it. */
export function requestOf({ url, jsonData = {}, query, rangeMs = 3600_000, intervalMs = 10_000 }: BenchQuery): Uint8Array {
  const now = Date.now();
  const json = (value: object) => new TextEncoder().encode(JSON.stringify(value));
  const request = create(QueryDataRequestSchema, {
    pluginContext: {
      orgId: 1n,
      pluginId: 'backlog-celery-datasource',
      user: { login: 'admin', name: 'admin', email: 'admin@localhost', role: 'Admin' },
      dataSourceInstanceSettings: { id: 1n, uid: 'bench', name: 'bench', url, jsonData: json(jsonData), lastUpdatedMS: 1n },
    },
    queries: [
      {
        refId: 'A',
        json: json(query),
        maxDataPoints: 1000n,
        intervalMS: BigInt(intervalMs),
        timeRange: { fromEpochMS: BigInt(now - rangeMs), toEpochMS: BigInt(now) },
      },
    ],
  });
  return toBinary(QueryDataRequestSchema, request);
}
