type Truthy<T> = Exclude<T, false | null | undefined | 0 | ''>;

/**
 * Asks `condition` again every 50 ms until it gives something truthy, which is returned.
 * @param what names what is awaited, for the error
 * @param timeoutMs how long to go on asking
 * @throws what `condition` throws, at once; or an Error naming `what` when the time is over
 */
export async function waitFor<T>(what: string, timeoutMs: number, condition: () => T | Promise<T>): Promise<Truthy<T>> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const result = await condition();
    if (result) return result as Truthy<T>;
    if (Date.now() > deadline) throw new Error(`waited ${timeoutMs / 1000} s in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
