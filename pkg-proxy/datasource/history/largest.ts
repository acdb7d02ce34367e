/** Which n of the values are the largest, as they stand; of equal ones the first. A comparison sort of all would take too long for one part. */
export function largestOf(values: Float64Array, n: number): number[] {
  if (values.length <= n) return Array.from(values, (_, i) => i);
  const least = values.slice().sort()[values.length - n]!;
  let alike = n - values.reduce((count, value) => (value > least ? count + 1 : count), 0);
  const chosen: number[] = [];
  for (const [i, value] of values.entries()) {
    if (value > least || (value === least && alike-- > 0)) chosen.push(i);
  }
  return chosen;
}
