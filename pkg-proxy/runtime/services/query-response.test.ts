import { create, toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { QueryDataResponseSchema } from '../gen/backend_pb.js';
import { type Answer, entryOf, join } from './query-response.js';

const bytes = (length: number, seed: number) => Uint8Array.from({ length }, (_, i) => (i * seed) % 251);
const answers = new Map<string, Answer>([
  ['A', { frames: [[bytes(3, 7), bytes(0, 1), bytes(1_500_000, 3)], [bytes(2_100_000, 5)]], rest: { status: 200, format: 0 } }],
  ['B \u{1f600}', { frames: [], rest: { error: 'wrong', status: 400, errorSource: 'plugin' } }],
  ['', { frames: [[]], rest: {} }],
]);

test('is byte for byte what protobuf writes', () => {
  const responses = Object.fromEntries(
    [...answers].map(([refId, { frames, rest }]) => [refId, { ...rest, frames: frames.map((pieces) => Buffer.concat(pieces)) }]),
  );
  const expected = toBinary(QueryDataResponseSchema, create(QueryDataResponseSchema, { responses }));
  const work = join([...answers].flatMap(([refId, answer]) => entryOf(refId, answer)));
  let parts = 0;
  for (let step = work.next(); ; step = work.next()) {
    parts++;
    if (!step.done) continue;
    expect(Buffer.compare(step.value, expected)).toBe(0);
    break;
  }
  expect(parts).toBeGreaterThan(3); // 3.6 MB, one at a time
});

test('of no query is empty', () => {
  expect(join([]).next().value).toHaveLength(0);
});
