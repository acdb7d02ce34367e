import type { Field, Frame, Notice } from 'grafana-node-datasource-runtime';
import type { Quality } from '../../../src/contract/measures';
import { RUN_MEASURE_INFO, type RunMeasure } from '../../../src/contract/run-measures';
import { worstQuality } from '../../queues/values';
import { describeQualities } from '../quality-words';

export interface RunRow {
  /** As many as there are label columns. */
  readonly labels: readonly string[];
  /** NaN where a value is not known. */
  readonly values: ReadonlyMap<RunMeasure, number>;
  readonly qualities: ReadonlyMap<RunMeasure, Quality>;
}

export interface RunRows {
  /** Names of the label columns. */
  readonly labels: readonly string[];
  readonly measures: readonly RunMeasure[];
  /** By which of them rows are sorted and chosen. */
  readonly rankedBy: RunMeasure;
  readonly rows: readonly RunRow[];
  /** Rows to keep, 0 for all. */
  readonly top: number;
  readonly notices: readonly Notice[];
}

/**
 * Rows, the largest first. With one measure it is a `numeric-long` frame that an alert takes as it stands; with more it is a table with
 * the quality of each row.
 */
export function rowsFrame({ labels, measures, rankedBy, rows, top, notices }: RunRows): Frame {
  const sorted = largestFirst(rows, rankedBy);
  const shown = top > 0 ? sorted.slice(0, top) : sorted;
  const alone = measures.length === 1;
  const fields: Field[] = labels.map((name, i) => ({ name, type: 'string', values: shown.map((row) => row.labels[i] ?? null) }));
  for (const measure of measures) {
    const values = Float64Array.from(shown, (row) => row.values.get(measure) ?? Number.NaN);
    fields.push({ name: measure, type: 'number', values, config: { unit: RUN_MEASURE_INFO[measure].display } });
  }
  if (!alone) fields.push({ name: 'quality', type: 'string', values: shown.map((row) => describeQualities(row.qualities)) });
  const qualityOf = (row: RunRow, measure: RunMeasure): Quality => row.qualities.get(measure) ?? 'unknown';
  const qualities = Object.fromEntries(measures.map((measure) => [measure, shown.map((row) => qualityOf(row, measure))]));
  return {
    meta: {
      type: alone ? 'numeric-long' : 'table',
      typeVersion: [0, 1],
      preferredVisualisationType: 'table',
      notices,
      custom: { quality: worstQuality(Object.values(qualities).flat()), qualities },
    },
    fields,
  };
}

/** What is not known comes last; what is equal is in the order of its labels. */
function largestFirst(rows: readonly RunRow[], measure: RunMeasure): RunRow[] {
  const sizes = new Map(rows.map((row) => [row, row.values.get(measure) ?? Number.NaN]));
  const sizeOf = (row: RunRow) => {
    const size = sizes.get(row) ?? Number.NaN;
    return Number.isNaN(size) ? Number.NEGATIVE_INFINITY : size;
  };
  const nameOf = ({ labels }: RunRow) => labels.join('\0');
  // The difference of two that are not known is NaN, which counts as equal here.
  return rows.toSorted((a, b) => sizeOf(b) - sizeOf(a) || (nameOf(a) < nameOf(b) ? -1 : 1));
}
