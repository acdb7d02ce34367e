import type { DataQuery, Field, Frame } from 'grafana-node-datasource-runtime';
import type { Monitor } from '../../queues/monitor/monitor';
import { answer } from '../query';

/** Asks a query of the last hour as a panel does, for tests. The channel of a live query is `channel of <by>`. */
export async function ask(monitor: Monitor, json: unknown, rest: Partial<DataQuery> = {}): Promise<Frame> {
  const now = Date.now();
  const request = {
    refId: 'A',
    queryType: '',
    maxDataPoints: 1000,
    intervalMs: 1000,
    from: now - 3600_000,
    to: now + 60_000,
    json,
    ...rest,
  };
  const [frame, ...more] = await answer(monitor, request, (query) => `channel of ${'by' in query ? query.by : query.queryType}`);
  if (!frame || more.length > 0) throw new Error(`expected one frame, got ${more.length}`);
  if (new Set(frame.fields.map((field) => field.values.length)).size > 1) throw new Error('expected columns of one length');
  return frame;
}

export function valuesOf(field: Field | undefined): unknown[] {
  return [...(field?.values ?? [])];
}

/** The columns of a frame by name. */
export function table(frame: Frame): Record<string, unknown[]> {
  return Object.fromEntries(frame.fields.map((field) => [field.name, valuesOf(field)]));
}

/** What a frame tells beside its data, a line each. */
export function noticesOf(frame: Frame): string {
  return (frame.meta?.notices ?? []).map((notice) => `${notice.severity}: ${notice.text}`).join('\n');
}
