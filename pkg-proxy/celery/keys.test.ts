import { describe, expect, test } from 'vitest';
import { bindingPattern, isInternalBinding, isInternalQueue, type KeyLayout, listKeys, readBinding } from './keys';

const KOMBU: KeyLayout = {
  keyPrefix: '',
  separator: '\x06\x16',
  prioritySteps: [0, 3, 6, 9],
  unackedKey: 'unacked',
  unackedIndexKey: 'unacked_index',
};
const COLON: KeyLayout = { ...KOMBU, separator: ':' };
const SEP = KOMBU.separator;

test.each<[KeyLayout, string, string[]]>([
  [KOMBU, 'emails', ['emails', `emails${SEP}3`, `emails${SEP}6`, `emails${SEP}9`]],
  [{ ...COLON, prioritySteps: [0, 1] }, 'my:q', ['my:q', 'my:q:1']],
  [{ ...KOMBU, keyPrefix: 'app:', prioritySteps: [0, 10] }, 'a b/\u{1f600}', ['app:a b/\u{1f600}', `app:a b/\u{1f600}${SEP}10`]],
  [{ ...KOMBU, prioritySteps: [3, 6] }, 'q', [`q${SEP}3`, `q${SEP}6`]],
])('the lists of a queue: %j %s', (layout, queue, keys) => expect(listKeys(layout, queue)).toEqual(keys));

describe('members of binding sets', () => {
  test.each<[layout: KeyLayout, member: string, queue: string | undefined]>([
    [KOMBU, `celery${SEP}${SEP}celery`, 'celery'],
    [KOMBU, `report.#${SEP}^report\\..*?$${SEP}reports`, 'reports'],
    [KOMBU, `${SEP}${SEP}w1@vm.celery.pidbox`, 'w1@vm.celery.pidbox'],
    [KOMBU, `rk${SEP}${SEP}other`, 'other'],
    [KOMBU, `a:b${SEP}${SEP}c:d`, 'c:d'],
    [KOMBU, '', undefined],
    [KOMBU, `rk${SEP}${SEP}`, undefined],
    [COLON, 'celery::celery', 'celery'],
    [COLON, 'my:q::my:q', 'my:q'],
    [COLON, 'a::b::a::b', 'a::b'],
    [COLON, '::my:q', 'my:q'],
    [COLON, 'rk::my:q', 'my:q'],
    [COLON, 'report.#:^report\\..*?$:reports', 'reports'],
    [{ ...KOMBU, separator: '.*' }, 'q.*.*q', 'q'], // a separator is text, whatever it looks like
  ])('%j %j is of %j', (layout, member, queue) => expect(readBinding(layout, member)?.queue).toBe(queue));

  test('routing key and pattern, by which messages find their queue', () => {
    expect(readBinding(KOMBU, 'report.#\x06\x16^report\\..*?$\x06\x16reports')).toEqual({
      queue: 'reports',
      routingKey: 'report.#',
      pattern: '^report\\..*?$',
    });
  });
});

test.each<[prefix: string, pattern: string]>([
  ['', '_kombu.binding.*'],
  ['app:', 'app:_kombu.binding.*'],
  ['{celery}:', '{celery}:_kombu.binding.*'],
  ['a*b?[c]\\', 'a\\*b\\?\\[c\\]\\\\_kombu.binding.*'],
])('the pattern of binding sets under the prefix %j', (keyPrefix, pattern) => {
  expect(bindingPattern({ ...KOMBU, keyPrefix })).toBe(pattern);
});

test.each<[string, boolean]>([
  ['p:_kombu.binding.celery', false],
  ['p:_kombu.binding.celeryev', true],
  ['p:_kombu.binding.celery.pidbox', true],
  ['p:_kombu.binding.reply.celery.pidbox', true],
  ['p:_kombu.binding.celeryev2', false],
  ['p:_kombu.binding.pidbox', false],
])('%s is internal: %s', (key, internal) => expect(isInternalBinding({ ...KOMBU, keyPrefix: 'p:' }, key)).toBe(internal));

test.each<[string, boolean]>([
  ['celery', false],
  ['w1@vm.celery.pidbox', true],
  ['3f131fa5-1111-2222-3333-444455556666.reply.celery.pidbox', true],
  ['celeryev.3f131fa5-1111-2222-3333-444455556666', true],
  ['celeryev', false],
  ['bcast.be8e1aca-1111-2222-3333-444455556666', true],
  ['amq.gen-xyz', true],
  ['3f131fa5-1111-2222-3333-444455556666', true],
  ['x3f131fa5-1111-2222-3333-444455556666', false],
  ['tenant-3f131fa5-1111-2222-3333-444455556666', false],
])('the queue %s is internal: %s', (queue, internal) => expect(isInternalQueue(queue)).toBe(internal));
