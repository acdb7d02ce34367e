import { type Field, type Frame, rowCount } from './frame.js';

/** Which half of a frame to write: its schema, its values, or both. */
export type FrameInclude = 'all' | 'data' | 'schema';

const TYPE_INFO = {
  time: { frame: 'time.Time' },
  number: { frame: 'float64', nullable: true },
  string: { frame: 'string', nullable: true },
  boolean: { frame: 'bool', nullable: true },
} as const;

/**
 * A frame in Grafana's JSON, as streams carry it (grafana-plugin-sdk-go, data/frame_json.go). Times are epoch ms; NaN is null.
 * JSON has no infinity: those are null too and their rows are listed under `entities`.
 * @throws Error if the fields differ in length
 */
export function frameToJson(frame: Frame, include: FrameInclude = 'all'): string {
  rowCount(frame);
  return JSON.stringify({
    ...(include === 'data' ? {} : { schema: schemaOf(frame) }),
    ...(include === 'schema' ? {} : { data: dataOf(frame) }),
  });
}

function schemaOf(frame: Frame): object {
  return {
    name: frame.name || undefined,
    refId: frame.refId || undefined,
    meta: frame.meta,
    fields: frame.fields.map((field) => ({
      name: field.name,
      type: field.type,
      typeInfo: TYPE_INFO[field.type],
      labels: field.labels,
      config: field.config,
    })),
  };
}

function dataOf(frame: Frame): object {
  const entities = frame.fields.map(infinitiesOf);
  return {
    values: frame.fields.map((field) => (field.values instanceof Float64Array ? Array.from(field.values) : field.values)),
    ...(entities.some((found) => found !== null) ? { entities } : {}),
  };
}

function infinitiesOf(field: Field): { Inf?: number[]; NegInf?: number[] } | null {
  if (field.type !== 'number') return null;
  const Inf: number[] = [];
  const NegInf: number[] = [];
  for (let row = 0; row < field.values.length; row++) {
    const value = field.values[row];
    if (value === Number.POSITIVE_INFINITY) Inf.push(row);
    else if (value === Number.NEGATIVE_INFINITY) NegInf.push(row);
  }
  if (Inf.length === 0 && NegInf.length === 0) return null;
  return { ...(Inf.length > 0 ? { Inf } : {}), ...(NegInf.length > 0 ? { NegInf } : {}) };
}
