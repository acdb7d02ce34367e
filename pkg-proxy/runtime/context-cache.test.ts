import { create, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { ContextCache } from './context-cache.js';
import { QueryDataRequestSchema } from './gen/backend_pb.js';

const FIELD = QueryDataRequestSchema.field.pluginContext.number;
const requestOf = (uid: string, refId = 'A'): Uint8Array =>
  toBinary(
    QueryDataRequestSchema,
    create(QueryDataRequestSchema, {
      pluginContext: { orgId: 3n, pluginId: 'p', dataSourceInstanceSettings: { uid, url: 'redis://h' } },
      queries: [{ refId }],
    }),
  );

test('equal bytes give the same object, others their own', () => {
  const cache = new ContextCache();
  const first = cache.take(requestOf('one'), FIELD);
  const again = cache.take(requestOf('one', 'B'), FIELD);
  const other = cache.take(requestOf('two'), FIELD);
  expect(again?.context).toBe(first?.context);
  expect([first?.context.orgId, first?.context.datasource?.uid, other?.context.datasource?.uid]).toEqual([3, 'one', 'two']);
});

test('is not fooled by a request that is written over', () => {
  const cache = new ContextCache();
  const bytes = requestOf('one');
  cache.take(bytes, FIELD);
  bytes.set(requestOf('two'));
  expect(cache.take(bytes, FIELD)?.context.datasource?.uid).toBe('two');
});

test('the rest is the request without its context', () => {
  const rest = new ContextCache().take(requestOf('one'), FIELD)?.rest ?? new Uint8Array();
  expect(Buffer.from(rest)).toEqual(
    Buffer.from(toBinary(QueryDataRequestSchema, create(QueryDataRequestSchema, { queries: [{ refId: 'A' }] }))),
  );
});

test.each<[string, Uint8Array]>([
  ['nothing', new Uint8Array()],
  ['no context', toBinary(QueryDataRequestSchema, create(QueryDataRequestSchema, { queries: [{ refId: 'A' }] }))],
  ['two contexts', Buffer.concat([requestOf('one').subarray(0, -5), requestOf('two')])],
])('%s at the front is left to the general reader', (_, bytes) => {
  expect(new ContextCache().take(bytes, FIELD)).toBeUndefined();
});

test('those that nobody sends any more make room', () => {
  const cache = new ContextCache();
  const first = cache.take(requestOf('first'), FIELD)?.context;
  for (let n = 0; n < 40; n++) cache.take(requestOf(`uid${n}`), FIELD);
  const again = cache.take(requestOf('first'), FIELD)?.context;
  expect(again).not.toBe(first);
  expect(again).toEqual(first);
});
