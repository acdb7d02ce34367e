import type { Field, Frame } from 'grafana-node-datasource-runtime';
import type { BrokerPoint } from '../../queues/broker/trend';
import type { BrokerNow } from './broker-now';

/** As long as an answer may take. */
const MOMENT_MS = 5000;

/** Memory, clients and commands within the range, a point a minute; null where the server could not be read. */
export function brokerSeries({ broker: { trend }, environment }: BrokerNow, from: number, to: number): Frame {
  // The newest reading may be a moment younger than a question that ends now.
  const newest = trend.points.at(-1)?.at ?? to;
  const until = newest - to < MOMENT_MS ? Math.max(to, newest) : to;
  const points = trend.points.filter(({ at }) => at >= from && at <= until);
  const series = (name: string, in_: string, value: (point: BrokerPoint) => number): Field => ({
    name,
    type: 'number',
    labels: { broker: environment },
    config: { unit: in_, displayNameFromDS: `${environment} ${name}` },
    values: Float64Array.from(points, value),
  });
  return {
    name: 'broker over time',
    meta: { type: 'timeseries-wide', typeVersion: [0, 1] },
    fields: [
      { name: 'time', type: 'time', values: points.map(({ at }) => at) },
      series('memoryUsed', 'bytes', (p) => p.memoryUsed),
      series('memoryLimit', 'bytes', (p) => p.memoryLimit || Number.NaN),
      series('clients', 'short', (p) => p.clients),
      series('blockedClients', 'short', (p) => p.blockedClients),
      series('opsPerSecond', 'ops', (p) => p.opsPerSecond),
    ],
  };
}
