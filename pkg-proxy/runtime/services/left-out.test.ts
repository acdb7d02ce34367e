import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import {
  CallResourceRequestSchema,
  CallResourceResponseSchema,
  CollectMetricsRequestSchema,
  CollectMetricsResponseSchema,
  SubscribeStreamRequestSchema,
} from '../gen/backend_pb.js';
import type { Method } from '../grpc/method.js';
import { Status } from '../grpc/status.js';
import { createLogger } from '../log.js';
import type { DatasourcePlugin } from '../plugin.js';
import { diagnosticsService } from './diagnostics.js';
import { resourceService } from './resource.js';
import { streamService } from './stream.js';

/** The least that a datasource can be. */
const plugin: DatasourcePlugin = { query: () => [], checkHealth: async () => ({ status: 'ok', message: '' }) };
const context = { plugin, log: createLogger('test', 'error') };
const call = { signal: new AbortController().signal };
const methodOf = (methods: readonly Method[], name: string): Method => {
  const method = methods.find(({ path }) => path.endsWith(`/${name}`));
  if (!method) throw new Error(`no method ${name}`);
  return method;
};

test('without resources the answer is 501, as by the Go SDK', async () => {
  const sent: Uint8Array[] = [];
  const method = methodOf(resourceService(context), 'CallResource');
  if (method.kind !== 'streaming') throw new Error('expected a streaming method');
  const request = toBinary(CallResourceRequestSchema, create(CallResourceRequestSchema, { path: 'queues', method: 'GET' }));
  await method.invoke(request, async (message: Uint8Array) => void sent.push(message), call);
  expect(sent.map((bytes) => fromBinary(CallResourceResponseSchema, bytes).code)).toEqual([501]);
});

test('without streams they are unimplemented', async () => {
  const request = toBinary(SubscribeStreamRequestSchema, create(SubscribeStreamRequestSchema, { path: 'x' }));
  const subscribe = methodOf(streamService(context), 'SubscribeStream');
  if (subscribe.kind !== 'unary') throw new Error('expected a unary method');
  await expect(subscribe.invoke(request, call)).rejects.toMatchObject({ code: Status.unimplemented });
  const run = methodOf(streamService(context), 'RunStream');
  if (run.kind !== 'streaming') throw new Error('expected a streaming method');
  await expect(run.invoke(request, async () => {}, call)).rejects.toMatchObject({ code: Status.unimplemented });
});

test('without metrics there are none', async () => {
  const method = methodOf(diagnosticsService(context), 'CollectMetrics');
  if (method.kind !== 'unary') throw new Error('expected a unary method');
  const bytes = await method.invoke(toBinary(CollectMetricsRequestSchema, create(CollectMetricsRequestSchema)), call);
  expect(fromBinary(CollectMetricsResponseSchema, bytes).metrics?.prometheus).toHaveLength(0);
});
