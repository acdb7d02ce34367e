import { expect, test } from 'vitest';
import { encodeMessage } from './status.js';

test.each([
  ['plain text, with "quotes" and ~', 'plain text, with "quotes" and ~'],
  ['100 %', '100 %25'],
  ['line\nfeed', 'line%0Afeed'],
  ['é', '%C3%A9'],
  ['🙂', '%F0%9F%99%82'],
  ['\u007f\u0000', '%7F%00'],
  ['', ''],
])('%j is sent as %s', (message, sent) => {
  expect(encodeMessage(message)).toBe(sent);
  expect(decodeURIComponent(encodeMessage(message))).toBe(message);
});
