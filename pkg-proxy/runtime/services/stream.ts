import { pluginContext } from '../context.js';
import { frameToJson } from '../frames/json.js';
import { Stream, SubscribeStreamResponse_Status as SubscribeStatus, type SubscribeStreamRequest } from '../gen/backend_pb.js';
import { type Method, streaming, unary } from '../grpc/method.js';
import { GrpcError, Status } from '../grpc/status.js';
import { parseJson } from '../json.js';
import type { StreamRequest } from '../plugin.js';
import { grpcFailure } from './failure.js';
import type { ServiceContext } from './service.js';

const STATUS = {
  ok: SubscribeStatus.OK,
  notFound: SubscribeStatus.NOT_FOUND,
  permissionDenied: SubscribeStatus.PERMISSION_DENIED,
} as const;
const encoder = new TextEncoder();

/** `pluginv2.Stream`: channels of Grafana Live. Frames travel as JSON. */
export function streamService({ plugin }: ServiceContext): Method[] {
  return [
    unary(Stream.method.subscribeStream, async (wire, { signal }) => {
      try {
        if (!plugin.subscribeStream) throw new GrpcError(Status.unimplemented, 'this plugin has no live channels');
        const result = await plugin.subscribeStream(parse(wire), signal);
        const initial = result.status === 'ok' ? result.initial : undefined;
        return { status: STATUS[result.status], ...(initial && { data: encoder.encode(frameToJson(initial)) }) };
      } catch (error) {
        throw grpcFailure(error);
      }
    }),
    streaming(Stream.method.runStream, async (wire, send, { signal }) => {
      try {
        if (!plugin.runStream) throw new GrpcError(Status.unimplemented, 'this plugin has no live channels');
        await plugin.runStream(parse(wire), (frame, include) => send({ data: encoder.encode(frameToJson(frame, include)) }), signal);
      } catch (error) {
        throw grpcFailure(error);
      }
    }),
  ];
}

function parse(wire: Pick<SubscribeStreamRequest, 'pluginContext' | 'path' | 'data'>): StreamRequest {
  return {
    context: pluginContext(wire.pluginContext),
    path: wire.path,
    data: parseJson(wire.data, `data sent with stream ${wire.path}`, undefined),
  };
}
