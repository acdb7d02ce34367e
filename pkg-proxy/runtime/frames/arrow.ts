import type { Work } from '../turns.js';
import { type Column, columnOf } from './columns.js';
import { FlatBuffer, type Layout } from './flatbuffer.js';
import { type Frame, rowCount } from './frame.js';
import { type Placed, place, type SchemaBuffer, writeSchema } from './schema.js';

// Tables of Arrow's Message.fbs and File.fbs, with the places of the fields that are written.
const MESSAGE: Layout = [12, 20, 16, 18, 4, 8]; // version, header_type, header, bodyLength
const RECORD_BATCH: Layout = [10, 20, 8, 4, 16]; // length, nodes, buffers
const FOOTER: Layout = [12, 16, 12, 4, 0, 8]; // version, schema, dictionaries, recordBatches

const VERSION = 4; // MetadataVersion V5
const HEADER = { schema: 1, recordBatch: 3 } as const;

const START = Buffer.from('ARROW1\0\0', 'latin1');
const END = Buffer.from('ARROW1', 'latin1');
const END_OF_STREAM = Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0);

/** Values to a part of the work: well below a millisecond. */
const PART = 50_000;

/**
 * A frame as an Arrow IPC **file** (https://arrow.apache.org/docs/format/Columnar.html), in pieces that belong behind one
 * another: the values of numbers are the frame's own.
 *
 * Written by hand and not by a library, for one reason: a frame of 10,000 series takes a library a third of a second in which
 * nothing else happens.
 * @throws Error if the fields differ in length or a time is no number
 */
export function* encodeFrame(frame: Frame): Work<readonly Uint8Array[]> {
  const rows = rowCount(frame);
  const columns: Column[] = [];
  let values = 0;
  for (const field of frame.fields) {
    columns.push(columnOf(field));
    values += rows + 100;
    if (values < PART) continue;
    values = 0;
    yield;
  }
  const written = yield* writeSchema(frame);
  const placed = place(columns);
  const schema = message(written.buffer, HEADER.schema, written.schema, 0);
  const batch = recordBatch(rows, placed);
  const end = footerOf(written, START.length + lengthOf(schema), lengthOf(batch), placed.bytes);
  return [START, ...schema, ...batch, ...placed.parts, END_OF_STREAM, end, lengthField(end.length), END];
}

/** The file in one piece, written in one go. */
export function frameToArrow(frame: Frame): Uint8Array {
  const work = encodeFrame(frame);
  for (;;) {
    const { done, value } = work.next();
    if (done) return Buffer.concat(value);
  }
}

function recordBatch(rows: number, { nodes, buffers, bytes }: Placed): readonly Uint8Array[] {
  const buffer = new FlatBuffer();
  const parts = { nodes: buffer.longs(nodes, 2), buffers: buffer.longs(buffers, 2) };
  const batch = buffer.table(RECORD_BATCH, 8);
  buffer.ref(batch, 4, parts.nodes);
  buffer.long(batch, 8, rows);
  buffer.ref(batch, 16, parts.buffers);
  return message(buffer, HEADER.recordBatch, batch, bytes);
}

/** A message as it lies in the file: a mark, the length of what describes it, and that; its body comes behind. */
function message(buffer: FlatBuffer, type: number, header: number, bodyLength: number): readonly Uint8Array[] {
  const table = buffer.table(MESSAGE, 8);
  buffer.ref(table, 4, header);
  buffer.long(table, 8, bodyLength);
  buffer.short(table, 16, VERSION);
  buffer.byte(table, 18, type);
  const metadata = buffer.finish(table);
  return [Uint8Array.of(0xff, 0xff, 0xff, 0xff), lengthField(metadata.length), metadata];
}

/** The schema once more, and where the rows are. */
function footerOf({ buffer, schema }: SchemaBuffer, batchAt: number, metadataLength: number, bodyLength: number): Uint8Array {
  const blocks = buffer.longs([batchAt, metadataLength, bodyLength], 3);
  const footer = buffer.table(FOOTER);
  buffer.ref(footer, 4, schema);
  buffer.ref(footer, 8, blocks);
  buffer.short(footer, 12, VERSION);
  return buffer.finish(footer);
}

function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function lengthField(length: number): Uint8Array {
  const field = Buffer.alloc(4);
  field.writeInt32LE(length);
  return field;
}
