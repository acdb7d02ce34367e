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
 * Runs several works in turn, A B A B …, so that a noisy neighbour disturbs all of them alike.
 * @param works give the milliseconds that they took
 * @param inARow how often a work runs in its turn: one after another, each would pay for collecting the garbage of the other
 * @returns the median of each
 */
export async function sideBySide(rounds: number, works: readonly (() => Promise<number>)[], inARow = 1): Promise<number[]> {
  const times = works.map((): number[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [at, work] of works.entries()) {
      for (let i = 0; i < inARow; i++) {
        const took = await work();
        if (round > 0) times[at]?.push(took); // the first is to warm up
      }
    }
  }
  return times.map(median);
}
