import { describe, expect, test } from 'vitest';
import { frameMessage, MessageReader } from './framing.js';
import { GrpcError, Status } from './status.js';

const text = (messages: Uint8Array[]): string[] => messages.map((message) => Buffer.from(message).toString());
const wire = (...messages: string[]): Buffer => Buffer.concat(messages.map((message) => frameMessage(Buffer.from(message))));

describe('frameMessage', () => {
  test('puts the flag and the length before the message', () => {
    expect([...frameMessage(Buffer.from('abc'))]).toEqual([0, 0, 0, 0, 3, 97, 98, 99]);
  });
});

describe('MessageReader', () => {
  test('takes several messages out of one chunk', () => {
    expect(text(new MessageReader(100).push(wire('one', '', 'three')))).toEqual(['one', '', 'three']);
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 11])('takes messages cut into chunks of %i bytes', (size) => {
    const bytes = wire('first', '', 'a longer second message', 'x');
    const reader = new MessageReader(100);
    const got: string[] = [];
    for (let at = 0; at < bytes.length; at += size) got.push(...text(reader.push(bytes.subarray(at, at + size))));
    expect(got).toEqual(['first', '', 'a longer second message', 'x']);
    expect(reader.atBoundary).toBe(true);
  });

  test('knows a stream that ends within a message', () => {
    const bytes = wire('cut short');
    for (const length of [1, 4, 5, bytes.length - 1]) {
      const reader = new MessageReader(100);
      reader.push(bytes.subarray(0, length));
      expect(reader.atBoundary).toBe(false);
    }
  });

  test('takes a message of the limit, and refuses a longer one before it has arrived', () => {
    expect(text(new MessageReader(3).push(wire('abc')))).toEqual(['abc']);
    const refused = codeOf(() => new MessageReader(3).push(wire('abcd').subarray(0, 5)));
    expect(refused).toBe(Status.resourceExhausted);
  });

  test('refuses a compressed message', () => {
    const bytes = wire('abc');
    bytes[0] = 1;
    expect(codeOf(() => new MessageReader(100).push(bytes))).toBe(Status.unimplemented);
  });
});

function codeOf(run: () => unknown): number | undefined {
  try {
    run();
  } catch (error) {
    if (error instanceof GrpcError) return error.code;
    throw error;
  }
  return undefined;
}
