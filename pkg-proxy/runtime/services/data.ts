import type { MessageInitShape } from '@bufbuild/protobuf';
import { pluginContext } from '../context';
import { PluginError } from '../errors';
import { frameToArrow } from '../frames/arrow';
import type { Frame } from '../frames/frame';
import { frameToJson } from '../frames/json';
import { Data, DataFrameFormat, type DataResponseSchema, type DataQuery as WireQuery } from '../gen/backend_pb';
import { type Method, unary } from '../grpc/method';
import { parseJson } from '../json';
import type { DataQuery, DataResponse, QueryDataRequest } from '../plugin';
import { failureOf } from './failure';
import type { ServiceContext } from './service';

type WireResponse = MessageInitShape<typeof DataResponseSchema>;

/** `pluginv2.Data`: every query of a request is answered for itself, good or bad. */
export function dataService({ plugin, log }: ServiceContext): Method[] {
  return [
    unary(Data.method.queryData, async (wire, { signal }) => {
      const parsed = wire.queries.map((query) => ({ refId: query.refId, query: parseQuery(query) }));
      const request: QueryDataRequest = {
        context: pluginContext(wire.pluginContext),
        headers: wire.headers,
        queries: parsed.flatMap(({ query }) => (query instanceof PluginError ? [] : [query])),
      };
      const answer = async (query: DataQuery): Promise<WireResponse> =>
        encode({ frames: await plugin.query(query, request, signal) }, query.refId, wire.format);
      const failure = (error: unknown, refId: string): WireResponse =>
        encode({ error: failureOf(error, signal, log, `query ${refId}`) }, refId, wire.format);
      const responses = await Promise.all(
        parsed.map(({ refId, query }) =>
          query instanceof PluginError ? failure(query, refId) : answer(query).catch((error: unknown) => failure(error, refId)),
        ),
      );
      return { responses: Object.fromEntries(responses.map((response, at) => [parsed[at]!.refId, response])) };
    }),
  ];
}

function parseQuery(wire: WireQuery): DataQuery | PluginError {
  try {
    return {
      refId: wire.refId,
      queryType: wire.queryType,
      maxDataPoints: Number(wire.maxDataPoints),
      intervalMs: Number(wire.intervalMS),
      from: Number(wire.timeRange?.fromEpochMS ?? 0),
      to: Number(wire.timeRange?.toEpochMS ?? 0),
      json: parseJson(wire.json, `query ${wire.refId}`, {}),
    };
  } catch (error) {
    if (error instanceof PluginError) return error;
    throw error;
  }
}

const encoder = new TextEncoder();

function encode(response: DataResponse, refId: string, format: DataFrameFormat): WireResponse {
  if ('error' in response) {
    const { message, status, source } = response.error;
    return { error: message, status, errorSource: source, format };
  }
  const write = format === DataFrameFormat.JSON ? (frame: Frame) => encoder.encode(frameToJson(frame)) : frameToArrow;
  return {
    frames: response.frames.map((frame) => write(frame.refId ? frame : { ...frame, refId })),
    status: response.status ?? 200,
    format,
  };
}
