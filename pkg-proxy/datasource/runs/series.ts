import type { Field, Frame, Notice } from 'grafana-node-datasource-runtime';
import type { Quality } from '../../../src/contract/measures';
import type { RunGroup } from '../../../src/contract/queries/runs';
import type { QueryOf } from '../../../src/contract/query';
import { RUN_MEASURE_INFO, type RunMeasure } from '../../../src/contract/run-measures';
import type { RunsRange, RunsSeries } from '../../queues/runs/read-runs';
import { worstQuality } from '../../queues/values';
import { ownLegend } from '../series';
import { shownAs } from './selection';

type Labels = Readonly<Record<string, string>>;

/** The labels of one task, queue or worker; those of history where they mean the same. */
export function runLabels(by: RunGroup, name: string, broker: string): Labels {
  return by === 'total' ? { broker } : { [by]: shownAs(name), broker };
}

/** How far a value of a series can be trusted. */
export function qualityIn({ quality, queueTimeQuality }: RunsSeries, measure: RunMeasure): Quality {
  return measure === 'queueTime' ? queueTimeQuality : quality;
}

/**
 * One `timeseries-wide` frame: a time field and a number field a series and measure, counts as tasks per second of the time in which
 * somebody listened. Null where nobody did. Where there is no series it has no field at all, which is how Grafana is told that there
 * is no data.
 */
export function seriesFrame(
  query: QueryOf<'runs'> & { readonly by: RunGroup },
  range: RunsRange,
  broker: string,
  notices: readonly Notice[],
): Frame {
  const { by, measures, live } = query;
  const fields: Field[] = range.series.length === 0 ? [] : [{ name: 'time', type: 'time', values: range.times }];
  for (const series of range.series.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const labels = runLabels(by, series.name, broker);
    const title = by === 'total' ? `${broker} total` : shownAs(series.name);
    for (const measure of measures) {
      const given = measures.length > 1 ? `${title} ${measure}` : title;
      const displayNameFromDS = ownLegend(query, labels, measure) ?? given;
      const config = { displayNameFromDS, unit: RUN_MEASURE_INFO[measure].displayOverTime };
      // As in history: in a live panel Grafana carries old points over by the field's name, so there it must be unique.
      const name = live ? given : measure;
      fields.push({ name, type: 'number', values: valuesOf(series, measure, range.listened), labels, config });
    }
  }
  const qualities = Object.fromEntries(
    measures.map((measure) => [measure, worstQuality(range.series.map((series) => qualityIn(series, measure)))]),
  );
  return {
    meta: {
      type: 'timeseries-wide',
      typeVersion: [0, 1],
      notices,
      custom: { intervalMs: range.stepMs, quality: worstQuality(Object.values(qualities)), qualities },
    },
    fields,
  };
}

function valuesOf(series: RunsSeries, measure: RunMeasure, listened: Float64Array): Float64Array {
  const values = series.values.get(measure) ?? new Float64Array(listened.length).fill(Number.NaN);
  if (RUN_MEASURE_INFO[measure].kind !== 'count') return values;
  return values.map((count, i) => (listened[i]! > 0 ? count / listened[i]! : Number.NaN));
}
