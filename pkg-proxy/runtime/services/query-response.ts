import { create, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { DataResponseSchema, QueryDataResponseSchema } from '../gen/backend_pb.js';
import type { Work } from '../turns.js';

/** A DataResponse of which the frames are in pieces. */
export interface Answer {
  readonly frames: readonly (readonly Uint8Array[])[];
  /** Without frames. */
  readonly rest: MessageInitShape<typeof DataResponseSchema>;
}

/** Bytes copied in a part of the work: about a millisecond. */
const PART = 1024 * 1024;
/** How maps are written: each entry a message with these two fields. */
const KEY = 1;
const VALUE = 2;

/** Where a query's answer stands in a QueryDataResponse, in pieces: the frames are those of the answer, not copied. */
export function entryOf(refId: string, answer: Answer): readonly Uint8Array[] {
  const value = messageOf(answer);
  const key = new BinaryWriter().tag(KEY, WireType.LengthDelimited).string(refId).finish();
  const entry = [key, header(VALUE, lengthOf(value)), ...value];
  return [header(QueryDataResponseSchema.field.responses.number, lengthOf(entry)), ...entry];
}

/**
 * One piece of many: a message QueryDataResponse is its entries one after the other. Frames may be large, so each byte of them is
 * copied once, and in parts; a general encoder copies them three times, all in one go.
 */
export function* join(pieces: readonly Uint8Array[]): Work<Uint8Array> {
  const message = Buffer.allocUnsafe(lengthOf(pieces));
  let at = 0;
  let copied = 0;
  for (const piece of pieces) {
    for (let from = 0; from < piece.length; from += PART) {
      const part = piece.subarray(from, from + PART);
      message.set(part, at);
      at += part.length;
      copied += part.length;
      if (copied < PART) continue;
      copied = 0;
      yield;
    }
  }
  return message;
}

export function lengthOf(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, piece) => sum + piece.length, 0);
}

function messageOf({ frames, rest }: Answer): Uint8Array[] {
  const number = DataResponseSchema.field.frames.number;
  return [
    ...frames.flatMap((pieces) => [header(number, lengthOf(pieces)), ...pieces]),
    toBinary(DataResponseSchema, create(DataResponseSchema, rest)),
  ];
}

/** What stands before so many bytes of a field. */
function header(field: number, length: number): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(length).finish();
}
