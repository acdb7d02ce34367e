import { PluginError } from '../errors.js';
import { GrpcError, Status } from '../grpc/status.js';
import type { Logger } from '../log.js';

/**
 * What a plugin threw, as the error its caller gets. What was not meant for the user is logged here, once, and becomes
 * a 500 "internal error" of the plugin. After the signal nobody waits for the answer: then nothing is logged.
 */
export function failureOf(error: unknown, signal: AbortSignal, log: Logger, what: string): PluginError {
  if (error instanceof PluginError) return error;
  if (!signal.aborted) log.error(`${what} failed`, { error });
  return new PluginError('internal error', { status: 500, cause: error });
}

/** For calls whose answer has no place for an error: the same as a gRPC status. */
export function grpcFailure(error: unknown): unknown {
  if (!(error instanceof PluginError)) return error;
  const code = { 400: Status.invalidArgument, 403: Status.permissionDenied, 404: Status.notFound }[error.status] ?? Status.unknown;
  return new GrpcError(code, error.message, { cause: error });
}
