/** Room for the largest varint: a number below 2^53 in parts of 7 bits. */
const MOST_BYTES = 8;

/** Writes numbers one after the other; small ones take one byte. */
export class ByteWriter {
  #buffer = Buffer.allocUnsafe(4096);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** @param value a whole number from 0 to 2^53 */
  varint(value: number): void {
    this.#need(MOST_BYTES);
    let rest = value;
    while (rest >= 0x80) {
      this.#buffer[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#length++] = rest;
  }

  /** With 24 bits of precision. */
  float(value: number): void {
    this.#need(4);
    this.#length = this.#buffer.writeFloatLE(value, this.#length);
  }

  bytes(from: ByteWriter): void {
    this.#need(from.#length);
    this.#length += from.#buffer.copy(this.#buffer, this.#length, 0, from.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** A copy that holds on to no more memory than it needs. */
  toBuffer(): Buffer {
    const copy = Buffer.allocUnsafeSlow(this.#length);
    this.#buffer.copy(copy, 0, 0, this.#length);
    return copy;
  }

  #need(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

/** Reads what a `ByteWriter` wrote. */
export class ByteReader {
  at = 0;

  constructor(private readonly buffer: Buffer) {}

  get ended(): boolean {
    return this.at >= this.buffer.length;
  }

  varint(): number {
    const { buffer } = this;
    let byte = buffer[this.at++]!;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let scale = 0x80;
    do {
      byte = buffer[this.at++]!;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte >= 0x80);
    return value;
  }

  float(): number {
    this.at += 4;
    return this.buffer.readFloatLE(this.at - 4);
  }
}
