import { expect, test } from 'vitest';
import { DEFAULTS } from '../../contract/settings/defaults';
import { readControl, showControl } from './control-characters';

test('shows kombu’s separator so that it can be seen', () => expect(showControl(DEFAULTS.separator)).toBe('\\x06\\x16'));

test.each([DEFAULTS.separator, ':', '\\', '\\x06', 'a\tb\n', '\x7f\x9f', 'é☃', ''])('%j comes back as it was', (text) => {
  expect(readControl(showControl(text))).toBe(text);
});

test.each([
  ['\\x06\\x16', '\x06\x16'],
  ['\\u0006\\u0016', '\x06\x16'],
  ['\\X06', '\\X06'],
  ['\\t\\n\\r\\\\', '\t\n\r\\'],
  ['a\\q\\x0', 'a\\q\\x0'],
])('reads %s', (shown, text) => expect(readControl(shown)).toBe(text));
