import type { Measure } from '../../../src/contract/measures';
import type { QueryOf } from '../../../src/contract/query';
import { withDeadline } from '../../lifetime/deadline';
import type { Monitor } from '../../queues/monitor/monitor';
import type { Bands } from '../../queues/usual/band';
import type { UsualSeries } from '../../queues/usual/usual';
import { measuresOf } from '../measured';
import type { Series } from '../series';

/** A query waits this long for what is usual, as long as for the archive; the next one finds what came meanwhile. */
const USUAL_MS = 4000;
/** Less when the broker has already taken its time. */
const USUAL_FAILING_MS = 700;

type Measured = QueryOf<'history' | 'now'>;

/** Whether a query asks in any way for what is usual. */
export function asksForUsual(query: Measured): boolean {
  return isDrawn(query) || query.measures.includes('deviation');
}

/** The measures of which a query needs the usual range, and those of which the archive has none. */
export function usualMeasures(
  query: Measured,
  { settings }: Monitor,
): { readonly kept: readonly Measure[]; readonly missing: readonly Measure[] } {
  const asked = new Set<Measure>(isDrawn(query) ? measuresOf(query) : []);
  if (query.measures.includes('deviation')) asked.add('waiting');
  const isKept = (measure: Measure) => measure === 'waiting' || settings.mirror.measures.includes(measure);
  return { kept: [...asked].filter(isKept), missing: [...asked].filter((measure) => !isKept(measure)) };
}

/** All series of a query whose usual range is needed. */
export function wantedOf(query: Measured, queues: readonly string[], monitor: Monitor): UsualSeries[] {
  if (query.by === 'priority' || queues.length === 0) return [];
  const groups = query.by === 'total' ? [queues] : queues.map((queue) => [queue]);
  return usualMeasures(query, monitor).kept.flatMap((measure) => groups.map((group) => seriesFor(query, group, measure)));
}

/** Waits until the usual ranges of a query are known, as far as they can be, and no longer than a panel waits for the archive. */
export async function usualReady(monitor: Monitor, query: Measured, queues: readonly string[]): Promise<void> {
  const { usual, observed } = monitor;
  if (!usual || !asksForUsual(query)) return;
  const wanted = wantedOf(query, queues, monitor);
  await withDeadline(observed.failing ? USUAL_FAILING_MS : USUAL_MS, (signal) => usual.ready(wanted, signal));
}

/** The usual range of a series, as far as it is known by now. */
export function bandsOf({ usual }: Monitor, query: Measured, series: Series, measure: Measure): Bands | undefined {
  if (!usual || series.step !== undefined) return undefined;
  const known = usual.look(seriesFor(query, series.queues, measure));
  return known.state === 'known' ? known.bands : undefined;
}

function isDrawn(query: Measured): boolean {
  return query.queryType === 'history' && query.usual;
}

/** A total goes by the query's patterns, so it stays the same one while queues come and go. */
function seriesFor({ by, queues: patterns, exclude }: Measured, queues: readonly string[], measure: Measure): UsualSeries {
  return by === 'total' ? { measure, queues, total: JSON.stringify([patterns, exclude]) } : { measure, queues };
}
