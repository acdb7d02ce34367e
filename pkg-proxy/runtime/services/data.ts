import { fromBinary } from '@bufbuild/protobuf';
import { pluginContext } from '../context.js';
import { ContextCache } from '../context-cache.js';
import { PluginError } from '../errors.js';
import { encodeFrame } from '../frames/arrow.js';
import type { Frame } from '../frames/frame.js';
import { frameToJson } from '../frames/json.js';
import { Data, DataFrameFormat, type DataQuery as WireQuery } from '../gen/backend_pb.js';
import type { Call, Method } from '../grpc/method.js';
import { parseJson } from '../json.js';
import type { DataQuery, QueryDataRequest } from '../plugin.js';
import { turns } from '../turns.js';
import { failureOf } from './failure.js';
import { entryOf, join, lengthOf } from './query-response.js';
import type { ServiceContext } from './service.js';

/** All frames of one answer together, bytes: as many as 40,000 series of 360 points. */
const MOST_BYTES = 128 * 1024 * 1024;

/** `pluginv2.Data`: every query of a request is answered for itself, good or bad. Large answers are written in turns. */
export function dataService({ plugin, log }: ServiceContext): Method[] {
  const { input, parent, name } = Data.method.queryData;
  const contexts = new ContextCache();
  return [
    {
      path: `/${parent.typeName}/${name}`,
      kind: 'unary',
      async invoke(bytes, call) {
        const front = contexts.take(bytes, input.field.pluginContext.number);
        const wire = fromBinary(input, front?.rest ?? bytes);
        const { format } = wire;
        const parsed = wire.queries.map((query) => ({ refId: query.refId, query: parseQuery(query) }));
        const request: QueryDataRequest = {
          context: front?.context ?? pluginContext(wire.pluginContext),
          headers: wire.headers,
          queries: parsed.flatMap(({ query }) => (query instanceof PluginError ? [] : [query])),
          get signal() {
            return call.signal;
          },
        };
        let room = MOST_BYTES;
        const answer = async (query: DataQuery): Promise<readonly Uint8Array[]> => {
          const frames = await plugin.query(query, request);
          const { pieces, bytes } = await encoded(frames, query.refId, format, call);
          if (bytes > room) throw tooLarge();
          room -= bytes;
          return pieces;
        };
        const failed = async (error: unknown, refId: string): Promise<readonly Uint8Array[]> => {
          const { message, status, source, details } = failureOf(error, call.signal, log, `query ${refId}`);
          // Grafana's DataResponse has no place for details. Its browser half keeps the frames beside an error; alerts only see the error.
          const frames = details === undefined ? [] : [await encode({ refId, meta: { custom: details }, fields: [] }, format, call.signal)];
          return entryOf(refId, { frames, rest: { error: message, status, errorSource: source, format } });
        };
        const [entry = [], ...more] = await Promise.all(
          parsed.map(({ refId, query }) =>
            query instanceof PluginError ? failed(query, refId) : answer(query).catch((error: unknown) => failed(error, refId)),
          ),
        );
        const [piece, ...rest] = entry;
        if (piece && rest.length === 0 && more.length === 0) return piece;
        return turns.run(join([...entry, ...more.flat()]), call.signal);
      },
    },
  ];
}

function tooLarge(): PluginError {
  const limit = MOST_BYTES / 1024 / 1024;
  return new PluginError(
    `The answers to the queries of this request are larger than ${limit} MB together. Ask for fewer series, a shorter range or fewer points.`,
    { status: 400 },
  );
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

/** Frames as they stand in an answer to one query. */
interface Encoded {
  readonly refId: string;
  readonly format: DataFrameFormat;
  readonly pieces: readonly Uint8Array[];
  readonly bytes: number;
}

/** Frames that are answered with again, because their plugin keeps answers, are not encoded again. */
const encodings = new WeakMap<readonly Frame[], Encoded>();
/** Shorter ones are kept in one piece, so that nothing is put together when they are sent again. Bytes. */
const ONE_PIECE = 64 * 1024;

async function encoded(frames: readonly Frame[], refId: string, format: DataFrameFormat, call: Call): Promise<Encoded> {
  const known = encodings.get(frames);
  if (known && known.refId === refId && known.format === format) return known;
  const each: (readonly Uint8Array[])[] = [];
  let bytes = 0;
  for (const frame of frames) {
    const pieces = await encode({ ...frame, refId: frame.refId || refId }, format, call.signal);
    bytes += lengthOf(pieces);
    if (bytes > MOST_BYTES) throw tooLarge();
    each.push(pieces);
  }
  const pieces = entryOf(refId, { frames: each, rest: { status: 200, format } });
  const entry = { refId, format, pieces: bytes < ONE_PIECE ? [Buffer.concat(pieces)] : pieces, bytes };
  encodings.set(frames, entry);
  return entry;
}

async function encode(frame: Frame, format: DataFrameFormat, signal: AbortSignal): Promise<readonly Uint8Array[]> {
  return format === DataFrameFormat.JSON ? [encoder.encode(frameToJson(frame))] : turns.run(encodeFrame(frame), signal);
}
