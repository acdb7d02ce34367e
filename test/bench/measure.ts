/** The middle of the values; the mean of the two in the middle of an even number. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

/**
 * Runs several works in turn, A B C A B C …, so that a noisy neighbour disturbs all of them alike.
 * @param works give the milliseconds that they took
 * @returns the median of each
 */
export async function sideBySide(rounds: number, works: readonly (() => Promise<number>)[]): Promise<number[]> {
  for (let i = 0; i < Math.min(5, rounds); i++) for (const work of works) await work();
  const times = works.map((): number[] => []);
  for (let i = 0; i < rounds; i++) for (const [at, work] of works.entries()) times[at]?.push(await work());
  return times.map(median);
}
