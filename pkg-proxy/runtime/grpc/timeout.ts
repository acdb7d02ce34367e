const UNIT_MS: Readonly<Record<string, number>> = { H: 3_600_000, M: 60_000, S: 1_000, m: 1, u: 1e-3, n: 1e-6 };

/** The longest wait a Node timer takes; a deadline further away is none. Milliseconds. */
export const LONGEST_TIMER = 0x7fff_ffff;

/**
 * Parses the header `grpc-timeout`: one to eight digits and a unit (H M S m u n), e.g. `250m` is 250 ms.
 * @returns whole milliseconds, rounded up; undefined where the header is absent or malformed (then there is no deadline)
 */
export function parseTimeout(header: unknown): number | undefined {
  if (typeof header !== 'string') return undefined;
  const match = /^(\d{1,8})([HMSmun])$/.exec(header);
  const unit = UNIT_MS[match?.[2] ?? ''];
  if (!match || unit === undefined) return undefined;
  return Math.ceil(Number(match[1]) * unit);
}
