/** Whether two groups of settings are equal, hidden fields included. A field that is undefined equals one that is absent. */
export function isSame(a: unknown, b: unknown): boolean {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const names = new Set([...Object.getOwnPropertyNames(a), ...Object.getOwnPropertyNames(b)]);
  return [...names].every((name) => isSame(own(a, name), own(b, name)));
}

function own(value: object, name: string): unknown {
  return Object.hasOwn(value, name) ? Reflect.get(value, name) : undefined;
}
