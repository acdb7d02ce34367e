import { readFileSync } from 'node:fs';
import { type Table, tableFromIPC } from 'apache-arrow';
import { frameToArrow, frameToJson } from 'grafana-node-datasource-runtime';
import { describe, expect, test } from 'vitest';
import { goldenFrames } from './golden/frames';

/**
 * The files in golden/ are what Grafana's own Go SDK makes of the frames in golden/frames.ts; go-sdk.test.ts holds them to that.
 * So machines without Go, too, test against the SDK.
 */
const golden = (name: string): Buffer => readFileSync(`test/protocol/golden/${name}`);

function content(table: Table): object {
  return {
    metadata: entries(table.schema.metadata),
    fields: table.schema.fields.map(({ name, type, nullable, metadata }) => ({
      name,
      type: String(type),
      nullable,
      metadata: entries(metadata),
    })),
    values: table.schema.fields.map((_, at) => {
      const column = table.getChildAt(at);
      return Array.from({ length: table.numRows }, (_row, row) => column?.get(row));
    }),
  };
}

/** Metadata by key; JSON among it parsed, for Go orders keys and escapes characters in its own way. */
function entries(metadata: Map<string, string>): object {
  const parse = (text: string): unknown => (text.startsWith('{') ? JSON.parse(text) : text);
  return Object.fromEntries([...metadata].map(([key, value]) => [key, parse(value)]));
}

describe.each(goldenFrames)('frame $refId', (frame) => {
  test('has the schema, the metadata and the values that Grafana writes', () => {
    expect(content(tableFromIPC(frameToArrow(frame)))).toEqual(content(tableFromIPC(golden(`${frame.refId}.arrow`))));
  });

  test('is the same JSON that Grafana writes', () => {
    expect(JSON.parse(frameToJson(frame))).toEqual(JSON.parse(golden(`${frame.refId}.golden.json`).toString()));
  });
});
