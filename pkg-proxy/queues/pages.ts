/** In place of a value that is not known. List lengths end one below it. */
export const ABSENT = 0xffff_ffff;

/** Columns a page: enough that its 300 bytes of overhead weigh little, few enough that a busy queue keeps few quiet ones from being shared. */
const PAGE = 256;

/**
 * The values of one row, by column, in pages. A page that is as in the row before is the same object, so queues that do not change,
 * as those that nobody uses any more, cost next to nothing however many there are.
 */
export class Pages {
  private constructor(
    private readonly pages: readonly Uint32Array[],
    readonly length: number,
  ) {}

  /** @param before the row whose pages may be shared */
  static of(values: Uint32Array, before?: Pages): Pages {
    const pages: Uint32Array[] = [];
    let shared = 0;
    for (let start = 0; start < values.length; start += PAGE) {
      const known = before?.pages[pages.length];
      const same = known !== undefined && isAt(known, values, start);
      if (same) shared++;
      pages.push(same ? known : values.slice(start, start + PAGE));
    }
    return before && shared === pages.length && values.length === before.length ? before : new Pages(pages, values.length);
  }

  /** ABSENT where there is none. */
  at(column: number): number {
    return this.pages[Math.floor(column / PAGE)]?.[column % PAGE] ?? ABSENT;
  }

  /** Writes every column, and ABSENT into what is wider than the row. */
  copyTo(values: Float64Array | Uint32Array): void {
    for (let p = 0; p < this.pages.length; p++) values.set(this.pages[p]!, p * PAGE);
    values.fill(ABSENT, this.length);
  }
}

function isAt(page: Uint32Array, values: Uint32Array, start: number): boolean {
  if (page.length !== Math.min(PAGE, values.length - start)) return false;
  for (let i = 0; i < page.length; i++) if (page[i] !== values[start + i]) return false;
  return true;
}
