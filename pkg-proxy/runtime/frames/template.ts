import { RecordBatchReader } from 'apache-arrow';
import type { Column } from './columns';

/** An encoded file without its values: what comes before and after them, and where in the file each buffer of a column goes. */
interface Template {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
  readonly length: number;
  /** By column, in the order of `Data.buffers`: value offsets, values, validity. -1 where there is nothing to write. */
  readonly places: readonly (readonly number[])[];
}

/** Kept in all, bytes. A frame of 1,000 labelled series takes 0.5 MB, a small one 2 kB. */
const BUDGET = 4 * 1024 * 1024;

/**
 * Files written before, by shape. Between two answers to one query mostly the numbers differ: names, labels, row count and so every
 * byte outside the values are the same. Filling in a template takes a tenth of the time of writing a small file anew.
 */
export class Templates {
  /** Least recently used first. */
  readonly #known = new Map<string, Template>();
  #bytes = 0;

  /** The number of templates kept. */
  get size(): number {
    return this.#known.size;
  }

  /**
   * The file for these columns.
   * @param shape says everything that the bytes outside the values depend on: schema, row count, null counts, lengths of texts
   * @param write writes the file from the start
   */
  fill(shape: string, columns: readonly Column[], write: () => Uint8Array): Uint8Array {
    const known = this.#known.get(shape);
    if (known) {
      this.#known.delete(shape);
      this.#known.set(shape, known);
      return filled(known, columns);
    }
    const file = write();
    const template = templateOf(file);
    if (template) this.#keep(shape, template);
    return file;
  }

  #keep(shape: string, template: Template): void {
    this.#known.set(shape, template);
    this.#bytes += cost(shape, template);
    for (const [oldest, dropped] of this.#known) {
      if (this.#bytes <= BUDGET) return;
      this.#known.delete(oldest);
      this.#bytes -= cost(oldest, dropped);
    }
  }
}

/** Strings take one or two bytes a character; the dearer is counted. */
function cost(shape: string, template: Template): number {
  return 2 * shape.length + template.head.length + template.tail.length + 40 * template.places.length;
}

function filled(template: Template, columns: readonly Column[]): Uint8Array {
  const file = new Uint8Array(template.length); // zeroed, as the padding between buffers has to be
  file.set(template.head);
  file.set(template.tail, template.length - template.tail.length);
  for (let at = 0; at < columns.length; at++) {
    const { valueOffsets, data, nullBitmap } = columns[at]!;
    const [offsetsAt, valuesAt, nullsAt] = template.places[at]!;
    write(file, valueOffsets, offsetsAt);
    write(file, data, valuesAt);
    write(file, nullBitmap, nullsAt);
  }
  return file;
}

function write(file: Uint8Array, buffer: ArrayBufferView | undefined, place = -1): void {
  if (place >= 0 && buffer) file.set(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength), place);
}

/** Reads a file back to see where its values lie; undefined if the reader had to copy them. */
function templateOf(file: Uint8Array): Template | undefined {
  const columns = RecordBatchReader.from(file).next().value?.data.children ?? [];
  let start = file.length;
  let end = 0;
  const places: number[][] = [];
  for (const { valueOffsets, values, nullBitmap } of columns) {
    const place: number[] = [];
    for (const buffer of [valueOffsets, values, nullBitmap]) {
      const view: ArrayBufferView | undefined = buffer;
      if (!view || view.byteLength === 0) {
        place.push(-1);
        continue;
      }
      if (view.buffer !== file.buffer) return undefined;
      const at = view.byteOffset - file.byteOffset;
      start = Math.min(start, at);
      end = Math.max(end, at + view.byteLength);
      place.push(at);
    }
    places.push(place);
  }
  return { head: file.slice(0, start), tail: file.slice(Math.max(start, end)), length: file.length, places };
}
