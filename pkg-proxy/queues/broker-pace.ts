import type { Pace } from '../lifetime/back-off';
import type { BrokerError } from './ports/reader';

/** After a refusal: the server will refuse again until somebody changes its ACL or our settings. */
const REFUSED: Pace = { firstMs: 60_000, mostMs: 60_000 };
const MOST_MS = 15_000;

/**
 * Retry pace for everything but samples, which have their own clock.
 * @param firstMs wait after the first failure, milliseconds
 */
export function brokerPace(firstMs: number): (error: BrokerError) => Pace {
  return ({ code }) => (code === 'permission' || code === 'protocol' || code === 'auth' ? REFUSED : { firstMs, mostMs: MOST_MS });
}
