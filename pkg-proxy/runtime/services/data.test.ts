import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { QueryDataRequestSchema, QueryDataResponseSchema } from '../gen/backend_pb.js';
import { createLogger } from '../log.js';
import type { DatasourcePlugin } from '../plugin.js';
import { dataService } from './data.js';

/** 70 MB, in every frame the same. */
const VALUES = new Float64Array((70 * 1024 * 1024) / 8);

const plugin: DatasourcePlugin = {
  query: ({ refId }) => [{ fields: [{ name: 'n', type: 'number', values: refId === 'small' ? VALUES.subarray(0, 2) : VALUES }] }],
  checkHealth: async () => ({ status: 'ok', message: '' }),
  collectMetrics: async () => '',
  callResource: async () => ({ status: 404 }),
  subscribeStream: async () => ({ status: 'notFound' }),
  runStream: async () => {},
  close: async () => {},
};

test('answers of which one more would be too much: that one gets an error, the others do not', async () => {
  const request = create(QueryDataRequestSchema, { queries: ['first', 'second', 'small'].map((refId) => ({ refId })) });
  const [method] = dataService({ plugin, log: createLogger('test', 'error') });
  if (method?.kind !== 'unary') throw new Error('expected a unary method');
  const bytes = await method.invoke(toBinary(QueryDataRequestSchema, request), { signal: new AbortController().signal });
  const { responses } = fromBinary(QueryDataResponseSchema, bytes);
  const [refused, ...answered] = Object.values(responses).sort((a, b) => b.status - a.status);
  expect(refused).toMatchObject({ status: 400, errorSource: 'plugin', frames: [] });
  expect(refused?.error).toContain('larger than 128 MB together');
  expect(answered.map(({ status, frames }) => [status, frames.length])).toEqual([
    [200, 1],
    [200, 1],
  ]);
});
