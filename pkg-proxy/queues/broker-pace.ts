import type { Pace } from '../lifetime/back-off';
import type { BrokerError } from './ports/reader';

/** What the server refuses once it refuses again, until somebody changes its rules or our settings. */
const REFUSED: Pace = { firstMs: 60_000, mostMs: 60_000 };
const MOST_MS = 15_000;

/**
 * When to ask a broker again for what is not a sample: samples have a clock of their own.
 * @param firstMs after the first failure, milliseconds
 */
export function brokerPace(firstMs: number): (error: BrokerError) => Pace {
  return ({ code }) => (code === 'permission' || code === 'protocol' || code === 'auth' ? REFUSED : { firstMs, mostMs: MOST_MS });
}
