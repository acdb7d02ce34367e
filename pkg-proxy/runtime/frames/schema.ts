import type { Work } from '../turns.js';
import type { Column } from './columns.js';
import { FlatBuffer, type Layout } from './flatbuffer.js';
import type { Frame } from './frame.js';

// Tables of Arrow's Schema.fbs, with the places of the fields that are written.
const SCHEMA: Layout = [10, 12, 0, 4, 8]; // endianness, fields, custom_metadata
const FIELD: Layout = [18, 20, 4, 16, 17, 8, 0, 0, 12]; // name, nullable, type_type, type, dictionary, children, custom_metadata
const KEY_VALUE: Layout = [8, 12, 4, 8];
const NO_DETAILS: Layout = [4, 4];
const ONE_DETAIL: Layout = [6, 8, 4];

/** Members of the union Type, and the one short that some have: the precision DOUBLE, the unit NANOSECOND. */
const TYPES = {
  number: { type: 3, detail: 2 },
  string: { type: 5, detail: undefined },
  boolean: { type: 6, detail: undefined },
  time: { type: 10, detail: 3 },
} as const;

/** Fields to a part of the work: about a millisecond. */
const PART = 100;

export interface SchemaBuffer {
  readonly buffer: FlatBuffer;
  /** The table Schema in it. */
  readonly schema: number;
}

/**
 * A frame's schema with the metadata keys of grafana-plugin-sdk-go (data/arrow.go): `name`, `refId`, `meta` on the schema;
 * `tstype`, `labels`, `config` on the fields.
 */
export function* writeSchema(frame: Frame): Work<SchemaBuffer> {
  const buffer = new FlatBuffer();
  const texts = new Map<string, number>();
  /** A text that comes again and again is written once. */
  const common = (text: string): number => {
    const known = texts.get(text) ?? buffer.string(text);
    texts.set(text, known);
    return known;
  };
  const metadata = (pairs: readonly (readonly [key: string, value: number])[]): number =>
    buffer.vector(
      pairs.map(([key, value]) => {
        const name = common(key);
        const pair = buffer.table(KEY_VALUE);
        buffer.ref(pair, 4, name);
        buffer.ref(pair, 8, value);
        return pair;
      }),
    );
  const types = new Map<string, number>();
  const typeOf = (type: keyof typeof TYPES): number => {
    const { detail } = TYPES[type];
    const known = types.get(type) ?? buffer.table(detail === undefined ? NO_DETAILS : ONE_DETAIL);
    if (detail !== undefined) buffer.short(known, 4, detail);
    types.set(type, known);
    return known;
  };

  const fields: number[] = [];
  for (const [at, { name, type, labels, config }] of frame.fields.entries()) {
    const described = [
      ['tstype', common(type)] as const,
      ...(labels ? [['labels', buffer.string(JSON.stringify(labels))] as const] : []),
      ...(config ? [['config', buffer.string(JSON.stringify(config))] as const] : []),
    ];
    const parts = { name: common(name), type: typeOf(type), metadata: metadata(described) };
    const field = buffer.table(FIELD);
    buffer.ref(field, 4, parts.name);
    buffer.ref(field, 8, parts.type);
    buffer.ref(field, 12, parts.metadata);
    buffer.byte(field, 16, type === 'time' ? 0 : 1);
    buffer.byte(field, 17, TYPES[type].type);
    fields.push(field);
    if (at % PART === PART - 1) yield;
  }
  const described = [
    ['name', common(frame.name ?? '')] as const,
    ['refId', common(frame.refId ?? '')] as const,
    ...(frame.meta ? [['meta', buffer.string(JSON.stringify(frame.meta))] as const] : []),
  ];
  const parts = { fields: buffer.vector(fields), metadata: metadata(described) };
  const schema = buffer.table(SCHEMA);
  buffer.ref(schema, 4, parts.fields);
  buffer.ref(schema, 8, parts.metadata);
  return { buffer, schema };
}

/** What lies in a column, and where in the body of the file. */
export interface Placed {
  /** Two numbers a column: rows, and those that are null. */
  readonly nodes: readonly number[];
  /** Two numbers a buffer: where it begins, and its bytes. */
  readonly buffers: readonly number[];
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
}

/** Puts the buffers of all columns behind one another, each at a multiple of eight bytes. */
export function place(columns: readonly Column[]): Placed {
  const nodes: number[] = [];
  const buffers: number[] = [];
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const put = (part: Uint8Array | undefined) => {
    const length = part?.length ?? 0;
    buffers.push(bytes, length);
    if (!part || length === 0) return;
    parts.push(part);
    const padding = -length & 7;
    if (padding > 0) parts.push(PADDING.subarray(0, padding));
    bytes += length + padding;
  };
  for (const { length, nullCount, nullBitmap, valueOffsets, data } of columns) {
    nodes.push(length, nullCount);
    put(nullBitmap);
    if (valueOffsets) put(bytesOf(valueOffsets));
    put(bytesOf(data));
  }
  return { nodes, buffers, parts, bytes };
}

const PADDING = new Uint8Array(8);

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}
