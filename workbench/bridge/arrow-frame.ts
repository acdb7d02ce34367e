import type { DataFrameJSON, FieldSchema, FieldType } from '@grafana/data';
import { DataType, type Field, RecordBatchReader } from 'apache-arrow';

/**
 * Converts a frame from a backend (Arrow file) to the JSON of Grafana's `/api/ds/query`. Times become epoch milliseconds. Values
 * that JSON cannot represent (NaN, ±Infinity) go to `entities`. The schema is the reader's, because that of a record batch or table
 * merges the metadata of fields with the same name (apache-arrow 21, `Schema.assign`).
 */
export function frameFromArrow(bytes: Uint8Array): DataFrameJSON {
  const reader = RecordBatchReader.from(bytes).open();
  const { fields, metadata } = reader.schema;
  const batches = [...reader];
  const columns = fields.map((_, i) => values(batches.flatMap((batch) => [...(batch.getChildAt(i) ?? [])])));
  const name = metadata.get('name');
  const refId = metadata.get('refId');
  return {
    schema: {
      ...(name !== undefined && { name }),
      ...(refId !== undefined && { refId }),
      meta: parsed(metadata.get('meta')),
      fields: fields.map(fieldSchema),
    },
    data: { values: columns.map((column) => column.json), entities: columns.map((column) => column.entities) },
  };
}

function fieldSchema(field: Field): FieldSchema {
  const type = fieldType(field);
  return {
    name: field.metadata.get('name') ?? field.name,
    type,
    labels: parsed(field.metadata.get('labels')),
    config: parsed(field.metadata.get('config')) ?? {},
  };
}

function fieldType({ type, name }: Field): FieldType {
  if (DataType.isTimestamp(type)) return 'time' as FieldType;
  if (DataType.isUtf8(type)) return 'string' as FieldType;
  if (DataType.isBool(type)) return 'boolean' as FieldType;
  if (DataType.isInt(type) || DataType.isFloat(type)) return 'number' as FieldType;
  throw new Error(`field ${name}: expected a time, string, boolean or number column, got ${type}`);
}

function parsed(json: string | undefined) {
  return json ? JSON.parse(json) : undefined;
}

function values(column: readonly unknown[]) {
  const entities: { NaN: number[]; Inf: number[]; NegInf: number[] } = { NaN: [], Inf: [], NegInf: [] };
  const json = column.map((value, i) => {
    const plain = typeof value === 'bigint' ? Number(value) : value;
    if (typeof plain !== 'number' || Number.isFinite(plain)) return plain;
    (Number.isNaN(plain) ? entities.NaN : plain > 0 ? entities.Inf : entities.NegInf).push(i);
    return null;
  });
  return { json, entities: Object.values(entities).some((list) => list.length > 0) ? entities : null };
}
