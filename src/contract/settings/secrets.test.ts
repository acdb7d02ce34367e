import { inspect, isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import { isSame } from './same';
import { hidden } from './secrets';

describe('hidden secrets', () => {
  const secrets = hidden<{ password?: string; key?: string }>({ password: 'hunter2' });

  test('can be read, and are not shown', () => {
    expect(secrets.password).toBe('hunter2');
    for (const shown of [JSON.stringify(secrets), inspect(secrets), JSON.stringify({ ...secrets })]) expect(shown).not.toContain('hunter2');
  });

  test('stay hidden when some of them change', () => {
    const changed = hidden(secrets, { key: 'hunter3' });
    expect([changed.password, changed.key, Object.keys(changed)]).toEqual(['hunter2', 'hunter3', []]);
  });

  test('are compared, which Node itself does not do', () => {
    const other = hidden(secrets, { password: 'hunter3' });
    expect(isDeepStrictEqual({ secrets }, { secrets: other })).toBe(true);
    expect(isSame({ secrets }, { secrets: other })).toBe(false);
    expect(isSame({ secrets }, { secrets: hidden({ password: 'hunter2' }) })).toBe(true);
  });
});

test.each<[a: unknown, b: unknown, same: boolean]>([
  [{ a: 1 }, { a: 1, b: undefined }, true],
  [{ a: 1 }, { a: 1, b: null }, false],
  [[1, [2]], [1, [2]], true],
  [[1], [1, 2], false],
  [[], {}, false],
  [{}, null, false],
  [{ a: undefined }, undefined, false],
  [1, '1', false],
  [{ list: ['a', 'b'] }, { list: ['b', 'a'] }, false],
  [{ constructor: {} }, {}, false],
  [JSON.parse('{"__proto__":{"a":1}}'), {}, false],
  [JSON.parse('{"__proto__":{"a":1}}'), JSON.parse('{"__proto__":{"a":1}}'), true],
])('%j is the same as %j: %s', (a, b, same) => {
  expect([isSame(a, b), isSame(b, a)]).toEqual([same, same]);
});
