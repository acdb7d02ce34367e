import type { Gap } from './bucket-cache';
import { MAX_METRICS } from './metric-reader';

/** One request, not counting pages: the series and the buckets to read. */
export interface Fetch extends Gap {
  readonly series: readonly string[];
}

/** More spans than this are merged into one: CloudWatch charges by metric, not by point, and requests take time. */
const MAX_SPANS = 4;
/** Buckets to read ahead. They cost nothing extra and are usually asked for next. */
const READ_AHEAD = 256;

/** The smallest span that contains both. */
export const spanOf = (a: Gap | undefined, b: Gap): Gap => (a ? { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) } : b);

/**
 * Groups missing buckets into few requests: series that lack the same buckets share one.
 * @param unsettled the first bucket that may still change; buckets from there on are not read ahead
 */
export function fetchesOf(gaps: ReadonlyMap<string, Gap>, unsettled: number): Fetch[] {
  const spans = new Map<string, { gap: Gap; series: string[] }>();
  for (const [name, gap] of gaps) {
    const key = `${gap.from} ${gap.to}`;
    const span = spans.get(key) ?? { gap, series: [] };
    spans.set(key, span);
    span.series.push(name);
  }
  const few = spans.size <= MAX_SPANS ? [...spans.values()] : [everything(gaps)];
  return few.flatMap(({ gap, series }) => {
    const to = Math.max(gap.to, Math.min(gap.to + READ_AHEAD, unsettled));
    const fetches: Fetch[] = [];
    for (let i = 0; i < series.length; i += MAX_METRICS) fetches.push({ from: gap.from, to, series: series.slice(i, i + MAX_METRICS) });
    return fetches;
  });
}

function everything(gaps: ReadonlyMap<string, Gap>): { gap: Gap; series: string[] } {
  const [first, ...others] = gaps.values();
  return { gap: others.reduce(spanOf, first ?? { from: 0, to: 0 }), series: [...gaps.keys()] };
}
