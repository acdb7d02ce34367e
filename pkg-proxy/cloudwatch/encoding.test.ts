import { describe, expect, test } from 'vitest';
import { decodeName, encodeName } from './encoding';

describe('encodeName()', () => {
  test.each([
    ['celery', 'celery'],
    ['with spaces', 'with spaces'],
    ['a:b/c;"\'\\', 'a:b/c;"\'\\'],
    [':first', ':first'],
    ['ü', '%C3%BC'],
    ['🚀 go', '%F0%9F%9A%80 go'],
    ['celery\x06\x163', 'celery%06%163'],
    ['\x7f', '%7F'],
    ['100%', '100%25'],
    ['%41', '%2541'],
    ['%C3%BC', '%25C3%25BC'],
    ['  ', '%20%20'],
    [' a ', ' a '],
    ['\t', '%09'],
  ])('%j becomes %j and can be read back', (name, encoded) => {
    expect(encodeName(name, 255)).toBe(encoded);
    expect(decodeName(encoded)).toBe(name);
  });

  test('two names never become one', () => {
    const names = ['é', '%C3%A9', '%25C3%25A9', 'e\u0301', ' ', '%20', '\x20\x09', '%'];
    expect(new Set(names.map((name) => encodeName(name, 255))).size).toBe(names.length);
  });

  test('a name that cannot be written is refused with the reason', () => {
    expect(encodeName('x'.repeat(255), 255)).toHaveLength(255);
    expect(() => encodeName('x'.repeat(256), 255)).toThrow('its name takes 256 characters, CloudWatch allows 255');
    expect(() => encodeName('ü'.repeat(50), 255)).toThrow('its name takes 300 characters');
    expect(() => encodeName('', 255)).toThrow('it has no name');
    expect(() => encodeName('\ud800', 255)).toThrow('no valid Unicode');
  });

  test('decodeName() leaves alone what nobody encoded', () => {
    for (const foreign of ['100%', '%zz', '%C3', '%c3%bc']) expect(decodeName(foreign)).toBe(foreign);
  });
});
