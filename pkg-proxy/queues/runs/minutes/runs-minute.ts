import { ByteReader } from './bytes';

/** One minute that does not change any more. */
export interface RunsMinute {
  /** Its start, epoch milliseconds. */
  readonly at: number;
  /** Milliseconds of it in which somebody listened. */
  readonly listenedMs: number;
  /** Whether something may have been missed: by a pause, a lost connection, or from workers that do not tell all. */
  readonly lacking: boolean;
  /** Whether some events stood for more than one. */
  readonly sampled: boolean;
  /** Task, queue, worker, length and `Cell`, one after the other. */
  readonly cells: Buffer;
  /** Task, exception and how many runs failed and were retried, one after the other. */
  readonly exceptions: Buffer;
}

/** What a minute takes beside its bytes. */
const OBJECT_BYTES = 320;

export const bytesOf = ({ cells, exceptions }: RunsMinute): number => cells.length + exceptions.length + OBJECT_BYTES;

/**
 * Goes through the cells of a minute. `visit` reads the cell that the reader stands at, or some of it, or nothing.
 * @returns how many there are
 */
export function visitCells(minute: RunsMinute, visit: (task: number, queue: number, worker: number, cell: ByteReader) => void): number {
  const reader = new ByteReader(minute.cells);
  let cells = 0;
  while (!reader.ended) {
    const task = reader.varint();
    const queue = reader.varint();
    const worker = reader.varint();
    const length = reader.varint();
    const next = reader.at + length;
    visit(task, queue, worker, reader);
    reader.at = next;
    cells++;
  }
  return cells;
}

export function* exceptionsOf(minute: RunsMinute): Generator<{ task: number; exception: number; failed: number; retried: number }> {
  const reader = new ByteReader(minute.exceptions);
  while (!reader.ended) {
    yield { task: reader.varint(), exception: reader.varint(), failed: reader.varint(), retried: reader.varint() };
  }
}
