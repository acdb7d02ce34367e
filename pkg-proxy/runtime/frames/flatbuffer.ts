/**
 * Where the fields of a kind of table lie, as FlatBuffers' vtables say it: the vtable's own size, that of the table, then for
 * each field its place in the table, 0 for one that is left out. The first four bytes of a table point to its vtable.
 */
export type Layout = readonly [vtableSize: number, tableSize: number, ...places: number[]];

const START_SIZE = 1024;

/**
 * Writes a FlatBuffer (https://flatbuffers.dev/internals), from its end to its start, as the format's own builders do: what is
 * pointed to comes first. Objects are named by their distance from the end, which does not change when the buffer grows.
 */
export class FlatBuffer {
  #bytes = Buffer.allocUnsafe(START_SIZE);
  /** Where the last object begins. */
  #head = START_SIZE;
  readonly #vtables = new Map<Layout, number>();

  string(text: string): number {
    const length = Buffer.byteLength(text);
    this.#make(length + 1, 4);
    this.#bytes.write(text, this.#head);
    this.#bytes[this.#head + length] = 0;
    return this.#length(length);
  }

  /** A list of objects. */
  vector(objects: readonly number[]): number {
    this.#make(4 * objects.length, 4);
    const start = this.#size;
    for (let i = 0; i < objects.length; i++) this.ref(start, 4 * i, objects[i]!);
    return this.#length(objects.length);
  }

  /** A list of structs of 64-bit numbers, `width` to each. */
  longs(values: readonly number[], width: number): number {
    this.#make(8 * values.length, 8);
    const start = this.#size;
    for (let i = 0; i < values.length; i++) this.long(start, 8 * i, values[i]!);
    return this.#length(values.length / width);
  }

  /** A table, its fields zero. `align`: 8 if one of them has so many bytes. */
  table(layout: Layout, align: 4 | 8 = 4): number {
    const vtable = this.#vtables.get(layout) ?? this.#vtable(layout);
    this.#make(layout[1], align);
    this.#bytes.fill(0, this.#head, this.#head + layout[1]);
    this.#bytes.writeInt32LE(vtable - this.#size, this.#head);
    return this.#size;
  }

  byte(object: number, at: number, value: number): void {
    this.#bytes[this.#at(object, at)] = value;
  }
  short(object: number, at: number, value: number): void {
    this.#bytes.writeInt16LE(value, this.#at(object, at));
  }
  long(object: number, at: number, value: number): void {
    const place = this.#at(object, at);
    this.#bytes.writeUInt32LE(value % 2 ** 32, place);
    this.#bytes.writeUInt32LE(Math.floor(value / 2 ** 32), place + 4);
  }
  /** Points to an object that was written before. */
  ref(object: number, at: number, to: number): void {
    this.#bytes.writeUInt32LE(object - at - to, this.#at(object, at));
  }

  /** All that was written so far, a multiple of eight bytes. It may go on from there, to end with another root. */
  finish(root: number): Uint8Array {
    this.#make(4, 8);
    this.ref(this.#size, 0, root);
    return this.#bytes.subarray(this.#head);
  }

  get #size(): number {
    return this.#bytes.length - this.#head;
  }

  #at(object: number, at: number): number {
    return this.#bytes.length - object + at;
  }

  /** Puts the length before the elements that were just written. */
  #length(elements: number): number {
    this.#make(4, 4);
    this.#bytes.writeUInt32LE(elements, this.#head);
    return this.#size;
  }

  #vtable(layout: Layout): number {
    this.#make(layout[0], 2);
    for (let i = 0; i < layout.length; i++) this.#bytes.writeUInt16LE(layout[i]!, this.#head + 2 * i);
    this.#vtables.set(layout, this.#size);
    return this.#size;
  }

  /** Makes room for an object that begins at a multiple of `align`, counted from the end; what is left between is zero. */
  #make(bytes: number, align: number): void {
    const size = Math.ceil((this.#size + bytes) / align) * align;
    while (size > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(2 * this.#bytes.length);
      larger.set(this.#bytes, this.#bytes.length);
      this.#head += this.#bytes.length;
      this.#bytes = larger;
    }
    const head = this.#bytes.length - size;
    this.#bytes.fill(0, head + bytes, this.#head);
    this.#head = head;
  }
}
