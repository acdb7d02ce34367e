import { expect, test } from 'vitest';
import { englishOf, message } from '../contract/messages/message';
import { parseMessage } from './parse-messages';

test('a message survives the way through JSON, with the message in it', () => {
  const sent = message('queues.failing', { since: { at: 0 }, reason: message('queues.leftOut', { count: 1 }) });
  const came = parseMessage(JSON.parse(JSON.stringify(sent)));
  expect(came).toEqual(sent);
  expect(came && englishOf(came)).toBe(
    'No data since 1970-01-01T00:00:00.000Z. 1 queue is left out because there are too many to read. Narrow them down with include and exclude.',
  );
});

test('what is no message of this version stays in English', () => {
  const unknown: readonly unknown[] = [
    null,
    'text',
    { code: 'queues.newer', values: {} },
    { code: 'queues.none' },
    { code: 'toString', values: {} },
  ];
  expect(unknown.map(parseMessage)).toEqual(unknown.map(() => undefined));
});

test('numbers and plurals are English', () => {
  expect(englishOf(message('queues.leftOut', { count: 1200 }))).toMatch(/^1,200 queues are/);
});
