import { Field as ArrowField, makeData, RecordBatch, RecordBatchFileWriter, Schema, Struct } from 'apache-arrow';
import { type Column, columnOf } from './columns';
import { type Field, type Frame, rowCount } from './frame';
import { Templates } from './template';

const templates = new Templates();

/**
 * A frame as an Arrow IPC **file**, with the metadata keys of grafana-plugin-sdk-go (data/arrow.go): `name`, `refId`, `meta` on
 * the schema; `tstype`, `labels`, `config` on the fields.
 * @throws Error if the fields differ in length or a time is no number
 */
export function frameToArrow(frame: Frame): Uint8Array {
  const rows = rowCount(frame);
  const columns = frame.fields.map(columnOf);
  return templates.fill(shapeOf(frame, rows, columns), columns, () => writeFile(frame, rows, columns));
}

function shapeOf(frame: Frame, rows: number, columns: readonly Column[]): string {
  const fields = frame.fields.map(({ name, type, labels, config }, at) => {
    const { nullCount, data } = columns[at]!;
    return [name, type, labels, config, nullCount, type === 'string' ? data.byteLength : 0];
  });
  return JSON.stringify([frame.name, frame.refId, frame.meta, rows, fields]);
}

function writeFile(frame: Frame, length: number, columns: readonly Column[]): Uint8Array {
  const fields = frame.fields.map(
    (field, at) => new ArrowField(field.name, columns[at]!.type, field.type !== 'time', fieldMetadata(field)),
  );
  const schema = new Schema(fields, frameMetadata(frame));
  const data = makeData({ type: new Struct(fields), length, nullCount: 0, children: columns.map((column) => makeData(column)) });
  const batch = new RecordBatch(schema, data);
  // Its constructor merges fields of one name into the last of them, and a wide frame has one name for all its series.
  Reflect.set(batch, 'schema', schema);
  const writer = new RecordBatchFileWriter();
  writer.write(batch);
  return writer.finish().toUint8Array(true);
}

function frameMetadata(frame: Frame): Map<string, string> {
  const metadata = new Map([
    ['name', frame.name ?? ''],
    ['refId', frame.refId ?? ''],
  ]);
  if (frame.meta) metadata.set('meta', JSON.stringify(frame.meta));
  return metadata;
}

function fieldMetadata(field: Field): Map<string, string> {
  const metadata = new Map<string, string>([['tstype', field.type]]);
  if (field.labels) metadata.set('labels', JSON.stringify(field.labels));
  if (field.config) metadata.set('config', JSON.stringify(field.config));
  return metadata;
}
