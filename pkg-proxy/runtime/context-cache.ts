import { fromBinary } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { pluginContext } from './context.js';
import { PluginContextSchema } from './gen/backend_pb.js';
import type { PluginContext } from './plugin.js';

/** One for each datasource and user that ask at about the same time. */
const MOST = 32;

/**
 * Reads the context of requests. Grafana sends the same bytes with every request of a datasource and a user, so those that were read
 * before are not read again, and whoever compares datasources finds the same object.
 */
export class ContextCache {
  readonly #known: { readonly bytes: Uint8Array; readonly context: PluginContext }[] = [];

  /**
   * Takes the context off the front of a request, where Go's encoder puts it.
   * @param field its number
   * @returns the context, and the bytes of the rest of the request; undefined for a request that begins otherwise
   */
  take(request: Uint8Array, field: number): { readonly context: PluginContext; readonly rest: Uint8Array } | undefined {
    const reader = new BinaryReader(request);
    if (reader.len === 0) return undefined;
    const [number, type] = reader.tag();
    if (number !== field || type !== WireType.LengthDelimited) return undefined;
    const bytes = reader.bytes();
    const rest = request.subarray(reader.pos);
    // A field that comes twice is to be merged.
    if (rest.length > 0 && rest[0] === request[0]) return undefined;
    return { context: this.#contextOf(bytes), rest };
  }

  #contextOf(bytes: Uint8Array): PluginContext {
    const at = this.#known.findIndex((known) => Buffer.compare(known.bytes, bytes) === 0);
    const [found] = at < 0 ? [] : this.#known.splice(at, 1);
    const entry = found ?? { bytes: Uint8Array.from(bytes), context: pluginContext(fromBinary(PluginContextSchema, bytes)) };
    this.#known.unshift(entry);
    if (this.#known.length > MOST) this.#known.pop();
    return entry.context;
  }
}
