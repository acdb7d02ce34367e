/** Stands for a name that is not known. */
export const UNKNOWN = 0;
/** Stands for the names that had no room. */
export const OTHER = 1;
/** The first number of a name. */
export const FIRST = 2;

/**
 * Small numbers for names. So many at the most; a number goes to another name once no minute that is kept has it any more.
 */
export class Names {
  readonly #ids = new Map<string, number>([['', UNKNOWN]]);
  readonly #names: string[];
  /** The last minute in which it was used. */
  readonly #used: number[] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  #free: number[] = [];
  #soughtIn = Number.NaN;

  /** @param other what those are called that have no room; the unknown name where they cannot be told from it */
  constructor(
    private readonly most: number,
    private readonly other: string,
  ) {
    this.#names = ['', other];
  }

  /**
   * @param minute in which it is used, epoch milliseconds
   * @param keptSince the first minute that is kept
   */
  id(name: string, minute: number, keptSince: number): number {
    const known = this.#ids.get(name);
    if (known !== undefined) {
      if (known >= FIRST) this.#used[known] = minute;
      return known;
    }
    const id = this.#room(minute, keptSince);
    if (id === undefined) return this.other === '' ? UNKNOWN : OTHER;
    this.#ids.set(name, id);
    this.#names[id] = name;
    this.#used[id] = minute;
    return id;
  }

  /** All of them as they are now, by number. */
  list(): readonly string[] {
    return this.#names.slice();
  }

  #room(minute: number, keptSince: number): number | undefined {
    if (this.#names.length < FIRST + this.most) return this.#names.length;
    if (this.#free.length === 0 && this.#soughtIn !== minute) {
      this.#soughtIn = minute; // once a minute: before there is nothing new to find
      for (let id = FIRST; id < this.#names.length; id++) if (this.#used[id]! < keptSince) this.#free.push(id);
    }
    const id = this.#free.pop();
    if (id !== undefined) this.#ids.delete(this.#names[id]!);
    return id;
  }
}
