export const MINUTE_MS = 60_000;

/** Start of the minute of a time; both epoch milliseconds. */
export const minuteOf = (at: number): number => Math.floor(at / MINUTE_MS) * MINUTE_MS;
