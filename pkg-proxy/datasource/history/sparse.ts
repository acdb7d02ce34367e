/** Fewer alike gaps than this are chance. */
const FEW = 3;
/** How much longer or shorter than the usual one a gap may be: a script that runs every 15 minutes is not punctual. */
const ALIKE = 1.5;
/** How many of all gaps have to be alike. */
const MOST = 0.75;

/**
 * Over which gaps a series is to be drawn as one line, because its points were written at a steady pace that is slower
 * than the distance of the rows: every 15 minutes, say, by the script that was there before the mirror. A gap longer than
 * that is one in truth and stays.
 * @param times epoch milliseconds, ascending
 * @param values as long as `times`, NaN where nothing is known
 * @returns milliseconds that are longer than the usual gap; undefined where points are as close as the rows, or irregular
 */
export function steadyGap(times: Float64Array, values: Float64Array): number | undefined {
  /** Between two known points, with rows of nothing between them, and without. */
  const gaps: number[] = [];
  const steps: number[] = [];
  let last = -1;
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    if (last >= 0) (i > last + 1 ? gaps : steps).push((times[i] ?? 0) - (times[last] ?? 0));
    last = i;
  });
  const usual = gaps.sort((a, b) => a - b)[gaps.length >> 1];
  if (usual === undefined) return undefined;
  const alike = gaps.filter((gap) => gap >= usual / ALIKE && gap <= usual * ALIKE);
  if (alike.length < FEW || alike.length < gaps.length * MOST) return undefined;
  // Where most was written more often, gaps of this length are gaps.
  const closer = steps.filter((step) => step < usual / ALIKE);
  return sum(alike) > sum(closer) ? usual * ALIKE : undefined;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
