/** What happened to a queue by the logs of who sends and who receives; all times epoch seconds. */
export interface Truth {
  /** When each task was sent and received, Infinity for one that was never received. */
  readonly tasks: readonly { readonly sentAt: number; readonly receivedAt: number }[];
}

/** @param sent id and time of every task @param receipts the lines that workers wrote: time and id */
export function truthOf(sent: readonly (readonly [id: string, at: number])[], receipts: string): Truth {
  const received = new Map(
    receipts
      .split('\n')
      .map((line) => line.split(' '))
      .map(([at, id]) => [id ?? '', Number(at)]),
  );
  return { tasks: sent.map(([id, sentAt]) => ({ sentAt, receivedAt: received.get(id) ?? Number.POSITIVE_INFINITY })) };
}

/** How many came and left from one moment to another. */
export function flowOf({ tasks }: Truth, from: number, to: number): { readonly arrivals: number; readonly departures: number } {
  const within = (at: number) => at > from && at <= to;
  return {
    arrivals: tasks.filter(({ sentAt }) => within(sentAt)).length,
    departures: tasks.filter(({ receivedAt }) => within(receivedAt)).length,
  };
}

/** How long the one that has waited longest had waited by then; 0 when none waited. */
export function oldestAgeOf({ tasks }: Truth, at: number): number {
  const waiting = tasks.filter(({ sentAt, receivedAt }) => sentAt <= at && receivedAt > at);
  return waiting.length === 0 ? 0 : at - Math.min(...waiting.map(({ sentAt }) => sentAt));
}
