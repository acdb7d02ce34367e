import { GrpcError, Status } from './status.js';

/** A gRPC message on the wire: one byte "compressed", four bytes length (big endian), then the message. */
const HEADER = 5;
const NOTHING = Buffer.alloc(0);

/** Puts the five-byte header before a message. */
export function frameMessage(message: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(HEADER + message.length);
  out[0] = 0;
  out.writeUInt32BE(message.length, 1);
  out.set(message, HEADER);
  return out;
}

/** Cuts a byte stream into messages, wherever the chunks are cut: several messages in one, or one over many. */
export class MessageReader {
  #chunks: Buffer[] = [];
  #have = 0;
  /** Bytes needed before the next step; header first. */
  #need = HEADER;
  #inBody = false;

  /** @param limit longest message taken, bytes */
  constructor(private readonly limit: number) {}

  /**
   * Takes the next bytes and returns the messages they complete. A message may share memory with the chunk.
   * @throws GrpcError resourceExhausted for a message over the limit (as soon as its header is seen),
   *         unimplemented for a compressed one (this server offers no compression)
   */
  push(chunk: Buffer): Uint8Array[] {
    this.#chunks.push(chunk);
    this.#have += chunk.length;
    const messages: Uint8Array[] = [];
    while (this.#have >= this.#need) {
      const part = this.#take(this.#need);
      if (this.#inBody) {
        messages.push(part);
        this.#expect(false, HEADER);
      } else {
        this.#expect(true, this.#readHeader(part));
      }
    }
    return messages;
  }

  /** Whether the stream stands between two messages; false at the end of a stream means it was cut short. */
  get atBoundary(): boolean {
    return !this.#inBody && this.#have === 0;
  }

  #expect(body: boolean, bytes: number): void {
    this.#inBody = body;
    this.#need = bytes;
  }

  #readHeader(header: Buffer): number {
    if (header[0] !== 0) {
      throw new GrpcError(Status.unimplemented, 'expected an uncompressed message, got a compressed one: send with grpc-encoding identity');
    }
    const length = header.readUInt32BE(1);
    if (length > this.limit) {
      throw new GrpcError(Status.resourceExhausted, `expected a message of at most ${this.limit} bytes, got one of ${length}`);
    }
    return length;
  }

  #take(bytes: number): Buffer {
    if (bytes === 0) return NOTHING;
    const first = this.#chunks[0];
    const all = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#have);
    const rest = all.subarray(bytes);
    this.#chunks = rest.length > 0 ? [rest] : [];
    this.#have = rest.length;
    return all.subarray(0, bytes);
  }
}
