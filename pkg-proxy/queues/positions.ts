const known = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** Index of each name in a list. Cached per list object, which stays the same until the next discovery. */
export function positionsOf(names: readonly string[]): ReadonlyMap<string, number> {
  let positions = known.get(names);
  if (!positions) {
    positions = new Map(names.map((name, i) => [name, i]));
    known.set(names, positions);
  }
  return positions;
}
