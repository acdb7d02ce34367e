import { fromBinary } from '@bufbuild/protobuf';
import { pluginContext } from '../context';
import { PluginError } from '../errors';
import { encodeFrame } from '../frames/arrow';
import type { Frame } from '../frames/frame';
import { frameToJson } from '../frames/json';
import { Data, DataFrameFormat, type DataQuery as WireQuery } from '../gen/backend_pb';
import type { Method } from '../grpc/method';
import { parseJson } from '../json';
import type { DataQuery, QueryDataRequest } from '../plugin';
import { turns } from '../turns';
import { failureOf } from './failure';
import { type Answer, encodeResponse, lengthOf } from './query-response';
import type { ServiceContext } from './service';

/** All frames of one answer together, bytes: as many as 40,000 series of 360 points. */
const MOST_BYTES = 128 * 1024 * 1024;

/** `pluginv2.Data`: every query of a request is answered for itself, good or bad. Large answers are written in turns. */
export function dataService({ plugin, log }: ServiceContext): Method[] {
  const { input, parent, name } = Data.method.queryData;
  return [
    {
      path: `/${parent.typeName}/${name}`,
      kind: 'unary',
      async invoke(bytes, { signal }) {
        const wire = fromBinary(input, bytes);
        const { format } = wire;
        const parsed = wire.queries.map((query) => ({ refId: query.refId, query: parseQuery(query) }));
        const request: QueryDataRequest = {
          context: pluginContext(wire.pluginContext),
          headers: wire.headers,
          queries: parsed.flatMap(({ query }) => (query instanceof PluginError ? [] : [query])),
        };
        let room = MOST_BYTES;
        const answer = async (query: DataQuery): Promise<Answer> => {
          const frames: (readonly Uint8Array[])[] = [];
          for (const frame of await plugin.query(query, request, signal)) {
            const pieces = await encoded(frame, frame.refId || query.refId, format, signal);
            const size = lengthOf(pieces);
            if (size > room) throw tooLarge();
            room -= size;
            frames.push(pieces);
          }
          return { frames, rest: { status: 200, format } };
        };
        const failed = (error: unknown, refId: string): Answer => {
          const { message, status, source } = failureOf(error, signal, log, `query ${refId}`);
          return { frames: [], rest: { error: message, status, errorSource: source, format } };
        };
        const answers = await Promise.all(
          parsed.map(async ({ refId, query }) => {
            if (query instanceof PluginError) return [refId, failed(query, refId)] as const;
            return [refId, await answer(query).catch((error: unknown) => failed(error, refId))] as const;
          }),
        );
        return turns.run(encodeResponse(new Map(answers)), signal);
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

interface Encoded {
  readonly refId: string;
  readonly format: DataFrameFormat;
  readonly pieces: readonly Uint8Array[];
}

/** A frame that is answered with again, because its plugin keeps answers, is not encoded again. */
const encodings = new WeakMap<Frame, Encoded>();

async function encoded(frame: Frame, refId: string, format: DataFrameFormat, signal: AbortSignal): Promise<readonly Uint8Array[]> {
  const known = encodings.get(frame);
  if (known && known.refId === refId && known.format === format) return known.pieces;
  const own = { ...frame, refId };
  const pieces = format === DataFrameFormat.JSON ? [encoder.encode(frameToJson(own))] : await turns.run(encodeFrame(own), signal);
  encodings.set(frame, { refId, format, pieces });
  return pieces;
}
