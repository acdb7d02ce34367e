/** A column. All columns of a frame have the same number of values. */
export type Field = FieldDescription & FieldValues;

export interface FieldDescription {
  readonly name: string;
  /** What tells this series from its siblings; dashboards and alerts show and match it. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Display: `unit`, `displayNameFromDS`, `decimals`, `custom`, … as Grafana's FieldConfig has them. */
  readonly config?: Readonly<Record<string, unknown>>;
}

export type FieldValues =
  /** Epoch milliseconds, never null: alerting wants a time field that cannot be. */
  | { readonly type: 'time'; readonly values: Float64Array | readonly number[] }
  /** null and NaN are null. */
  | { readonly type: 'number'; readonly values: Float64Array | readonly (number | null)[] }
  | { readonly type: 'string'; readonly values: readonly (string | null)[] }
  | { readonly type: 'boolean'; readonly values: readonly (boolean | null)[] };

/** A message shown beside the data. (Grafana's `inspect` is left out: its SDK writes that key but fails on a frame that has it.) */
export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly link?: string;
}

/** What Grafana is told about a frame as a whole (grafana-plugin-sdk-go, data/frame_meta.go). */
export interface FrameMeta {
  /** `timeseries-wide`, `timeseries-multi`, `numeric-wide`, `numeric-long`, `table`, …; https://grafana.com/developers/dataplane/ */
  readonly type?: string;
  readonly typeVersion?: readonly [major: number, minor: number];
  readonly custom?: unknown;
  readonly notices?: readonly Notice[];
  /** `ds/<datasource uid>/<path>`: dashboards then subscribe to that stream by themselves. */
  readonly channel?: string;
  readonly preferredVisualisationType?: 'graph' | 'table' | 'logs' | 'trace' | 'nodeGraph' | 'flamegraph';
  readonly executedQueryString?: string;
  readonly stats?: readonly { readonly displayName: string; readonly value: number; readonly unit?: string }[];
  readonly dataTopic?: 'annotations';
  readonly uniqueRowIdFields?: readonly number[];
}

/** A table of columns, Grafana's unit of data. */
export interface Frame {
  readonly name?: string;
  /** The query this answers; the query's own where absent. */
  readonly refId?: string;
  readonly meta?: FrameMeta;
  readonly fields: readonly Field[];
}

/**
 * The number of rows of a frame.
 * @throws Error if its fields differ in length
 */
export function rowCount(frame: Frame): number {
  const rows = frame.fields[0]?.values.length ?? 0;
  for (const field of frame.fields) {
    if (field.values.length !== rows) {
      throw new Error(
        `expected ${rows} values in every field of frame "${frame.name ?? ''}", got ${field.values.length} in "${field.name}"`,
      );
    }
  }
  return rows;
}
