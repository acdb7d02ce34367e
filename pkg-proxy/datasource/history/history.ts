import type { Field, Frame, Notice } from 'grafana-node-datasource-runtime';
import { MEASURE_INFO, type Measure, type Quality, STATUSES } from '../../../src/contract/measures';
import type { QueryOf } from '../../../src/contract/query';
import type { Thresholds } from '../../../src/contract/settings';
import type { Work } from '../../lifetime/work';
import type { Monitor } from '../../queues/monitor/monitor';
import type { Observed } from '../../queues/observed';
import { positionsOf } from '../../queues/positions';
import type { GoodSample } from '../../queues/sample';
import { type Levels, thresholdOf } from '../../queues/thresholds';
import { valueIn, worstQuality } from '../../queues/values';
import { measureNotices, measuresOf, rankedBy } from '../measured';
import { legend, ownLegend, type Series, seriesOf } from '../series';
import { deviationsOf } from '../usual/deviations';
import { usualFields } from '../usual/fields';
import { bandsOf } from '../usual/wanted';
import { Drawing } from './drawing';
import { gapToSpan, type HistoryRange, type Past } from './past';

/** How a status is drawn: the number of its rank, shown as its name. */
const STATUS_MAPPINGS = [
  {
    type: 'value',
    options: Object.fromEntries(
      STATUSES.slice(0, 4).map((text, i) => [i, { text, color: ['green', 'orange', 'red', 'purple'][i], index: i }]),
    ),
  },
];

const NO_BOUNDS: Levels = {};

/** What was read of the time before memory; the averages where deviations are asked for. */
export interface Before {
  readonly past?: Past | undefined;
  readonly averages?: Past | undefined;
}

/** Fields, or series that are looked at, to a part of the work: below a millisecond. */
const PART = 200;

/**
 * One `timeseries-wide` frame: a time field that is never null and a number field a series and measure. Where there is no
 * series it has no field at all, which is how Grafana is told that there is no data: a time alone is an error to it.
 */
export function* historyFrame(
  monitor: Monitor,
  query: QueryOf<'history'>,
  queues: readonly string[],
  range: HistoryRange,
  notices: readonly Notice[],
  { past, averages }: Before = {},
): Work<Frame> {
  const { settings, observed } = monitor;
  const { statistic } = query;
  // What is read is held from here on: while this is done in parts, sampling goes on.
  const drawing = new Drawing(observed, range, statistic, past);
  const newest = newestOf(observed);
  const measures = measuresOf(query);
  const meta = {
    type: 'timeseries-wide',
    typeVersion: [0, 1],
    notices: [...notices, ...measureNotices(monitor, query)],
  } as const;
  const all = yield* seriesOf(query, queues, observed.steps, settings.environment);
  const drawn = yield* drawing.largest(all, rankedBy(query), query.top);
  const values = yield* drawing.values(drawn, measures);
  const statuses = query.measures.includes('status') ? yield* drawing.statuses(drawn, settings.thresholds) : [];
  const latenesses = query.measures.includes('lateness') ? yield* drawing.latenesses(drawn, settings.thresholds) : [];
  const { times } = drawing;
  const deviations = query.measures.includes('deviation') ? yield* deviationsOf(monitor, query, drawn, { times, range, averages }) : [];

  const fields: Field[] = drawn.length === 0 ? [] : [{ name: 'time', type: 'time', values: drawing.times }];
  for (const [at, series] of drawn.entries()) {
    for (const measure of query.measures) {
      const title = legend(series, measure, query.measures);
      const displayNameFromDS = ownLegend(query, series.labels, measure) ?? title;
      // When series come or go in a live panel, Grafana carries old points over by the field's name, so there it must be unique.
      const name = query.live ? title : measure;
      const config: Record<string, unknown> = { displayNameFromDS };
      if (measure === 'status') {
        const ranks = statuses[at] ?? new Float64Array(drawing.times.length);
        fields.push({ name, type: 'number', values: ranks, labels: series.labels, config: { ...config, mappings: STATUS_MAPPINGS } });
        continue;
      }
      if (measure === 'deviation' || measure === 'lateness') {
        const own = (measure === 'deviation' ? deviations : latenesses)[at] ?? new Float64Array(times.length);
        fields.push({ name, type: 'number', values: own, labels: series.labels, config });
        continue;
      }
      if (measure !== 'waiting') config['unit'] = MEASURE_INFO[measure].display;
      if (query.by === 'queue') Object.assign(config, thresholdLines(settings.thresholds, series.queues[0] ?? '', measure));
      const spanNulls = past && (yield* gapToSpan(past, series, measure));
      if (spanNulls !== undefined) config['custom'] = { spanNulls };
      const own = values[measures.indexOf(measure) * drawn.length + at] ?? new Float64Array(drawing.times.length);
      fields.push({ name, type: 'number', values: own, labels: series.labels, config });
      const bands = query.usual ? bandsOf(monitor, query, series, measure) : undefined;
      if (!bands) continue;
      const { labels } = series;
      const prefix = query.measures.length > 1 ? `${measure} ` : '';
      const unit = measure === 'waiting' ? undefined : MEASURE_INFO[measure].display;
      const of = { times, interval: drawing.interval, labels, legend: title, prefix, unique: query.live, unit };
      fields.push(...usualFields(bands, of));
    }
    if (at % PART === PART - 1) yield;
  }
  // Beyond the last hour only each queue's own extremes are known; they need not have come at one moment.
  const folded = drawing.interval > 0 || (past?.periods.length ?? 0) > 0;
  const estimated = query.by === 'total' && folded && (statistic === 'max' || statistic === 'min');
  const qualities = yield* latestQualities(newest, all, measures);
  const quality = estimated ? 'estimate' : worstQuality(Object.values(qualities));
  return { meta: { ...meta, custom: { sources: sourcesOf(past, drawing.interval), quality, qualities } }, fields };
}

/** Where the points come from and how far apart they are, oldest first, for the query inspector; 0 is samples as taken. */
function sourcesOf(past: Past | undefined, interval: number) {
  const stored = past?.periods.map((period) => ({ source: 'cloudwatch', intervalMs: period })) ?? [];
  return [...stored, { source: 'memory', intervalMs: interval }];
}

interface Newest {
  readonly sample: GoodSample | undefined;
  readonly old: boolean;
  readonly steps: number;
}

function newestOf({ latest, stale, failing, steps }: Observed): Newest {
  return { sample: latest, old: stale || failing !== undefined, steps: steps.length };
}

/** What the newest sample says of how far each measure can be trusted: of all series that are known the worst. */
function* latestQualities(
  { sample, old, steps }: Newest,
  series: readonly Series[],
  measures: readonly Measure[],
): Work<Record<string, Quality>> {
  if (!sample) return {};
  const index = positionsOf(sample.queues);
  const qualities: Record<string, Quality> = {};
  for (const measure of measures) {
    const found = new Set<Quality>();
    for (const [s, of] of series.entries()) {
      const value = valueIn(sample, index, of, measure, steps);
      if (value) found.add(value.quality);
      if (s % PART === PART - 1) yield;
    }
    const known = [...found].filter((quality) => quality !== 'unknown');
    qualities[measure] = known.length === 0 && found.size > 0 ? 'unknown' : worstQuality(old ? [...known, 'stale'] : known);
  }
  return qualities;
}

/**
 * The bounds of a queue's length, or of the age of its oldest task, as Grafana draws them. No base step is sent: Grafana puts the panel's own in front, and draws one of
 * null as a line at 0 (seen in 12.2).
 */
function thresholdLines(thresholds: Thresholds, queue: string, measure: Measure): Record<string, unknown> {
  const bounds = thresholdOf(thresholds, queue);
  const { warning, critical } = measure === 'waiting' ? bounds : measure === 'oldestAge' ? bounds.age : NO_BOUNDS;
  const steps = [
    { value: warning, color: 'orange' },
    { value: critical, color: 'red' },
  ].filter((step) => step.value !== undefined);
  return steps.length === 0 ? {} : { thresholds: { mode: 'absolute', steps } };
}
