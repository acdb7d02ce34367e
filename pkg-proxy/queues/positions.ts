const known = new WeakMap<readonly string[], ReadonlyMap<string, number>>();

/** Where each name stands in a list. Kept as long as the list itself, which stays the same from one discovery to the next. */
export function positionsOf(names: readonly string[]): ReadonlyMap<string, number> {
  let positions = known.get(names);
  if (!positions) {
    positions = new Map(names.map((name, i) => [name, i]));
    known.set(names, positions);
  }
  return positions;
}
