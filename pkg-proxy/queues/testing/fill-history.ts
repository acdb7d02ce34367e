import { History } from '../history/history';
import type { Monitor } from '../monitor/monitor';
import type { Sample } from '../sample';

/** Puts a sample into a monitor's history that it never took: a past for tests. */
export function addToHistory({ observed: { history } }: Monitor, sample: Sample): void {
  if (!(history instanceof History)) throw new TypeError('expected the history that the sampler keeps');
  history.add(sample);
}
