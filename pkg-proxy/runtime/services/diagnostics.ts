import { pluginContext } from '../context.js';
import { Diagnostics, CheckHealthResponse_HealthStatus as HealthStatus } from '../gen/backend_pb.js';
import { type Method, unary } from '../grpc/method.js';
import { jsonBytes } from '../json.js';
import { failureOf } from './failure.js';
import type { ServiceContext } from './service.js';

const STATUS = { ok: HealthStatus.OK, error: HealthStatus.ERROR, unknown: HealthStatus.UNKNOWN } as const;

/** `pluginv2.Diagnostics`: the health check of a datasource, and the process's metrics. */
export function diagnosticsService({ plugin, log }: ServiceContext): Method[] {
  return [
    unary(Diagnostics.method.checkHealth, async (wire, { signal }) => {
      try {
        const { status, message, details } = await plugin.checkHealth(pluginContext(wire.pluginContext), signal);
        return { status: STATUS[status], message, jsonDetails: jsonBytes(details) };
      } catch (error) {
        return { status: HealthStatus.ERROR, message: failureOf(error, signal, log, 'health check').message };
      }
    }),
    unary(Diagnostics.method.collectMetrics, async (wire) => {
      const text = (await plugin.collectMetrics?.(pluginContext(wire.pluginContext))) ?? '';
      return { metrics: { prometheus: Buffer.from(text) } };
    }),
  ];
}
