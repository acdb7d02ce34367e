import { once } from 'node:events';
import { GRPCController, GRPCStdio } from '../gen/controller_pb.js';
import { Health, type HealthCheckRequest, HealthCheckResponse_ServingStatus as ServingStatus } from '../gen/health_pb.js';
import { type Method, streaming, unary } from '../grpc/method.js';
import { GrpcError, Status } from '../grpc/status.js';

/** go-plugin asks for the health of a service of this name; the empty name means the server as a whole. */
const KNOWN = new Set(['', 'plugin']);

/**
 * What hashicorp/go-plugin expects of any plugin: `grpc.health.v1.Health`, `plugin.GRPCController` and `plugin.GRPCStdio`.
 * @param shutdown called when the host asks the process to end; not awaited, the host wants its answer first
 */
export function goPluginServices(shutdown: () => void): Method[] {
  return [
    unary(Health.method.check, ({ service }) => {
      if (!KNOWN.has(service)) throw new GrpcError(Status.notFound, `expected the service "plugin", got "${service}"`);
      return { status: ServingStatus.SERVING };
    }),
    streaming(Health.method.watch, async ({ service }: HealthCheckRequest, send, { signal }) => {
      await send({ status: KNOWN.has(service) ? ServingStatus.SERVING : ServingStatus.SERVICE_UNKNOWN });
      await aborted(signal); // health never changes: a process that is up serves
    }),
    unary(GRPCController.method.shutdown, () => {
      shutdown();
      return {};
    }),
    // go-plugin reads this for as long as the process lives; kept open and silent, since the log goes to stderr by itself.
    streaming(GRPCStdio.method.streamStdio, (_request, _send, { signal }) => aborted(signal)),
  ];
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}
