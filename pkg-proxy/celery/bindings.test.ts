import { describe, expect, test } from 'vitest';
import { Bindings } from './bindings';

const direct = (queue: string, routingKey = queue) => ({ queue, routingKey, pattern: '' });
const topic = (queue: string, routingKey: string) => ({ queue, routingKey, pattern: 'stored' });

const bindings = new Bindings();
bindings.set('celery', [direct('celery')]);
bindings.set('jobs', [direct('fast', 'f'), direct('slow', 's'), direct('copy', 's')]);
bindings.set('topics', [
  topic('reports', 'report.#'),
  topic('eu', '*.*.eu'),
  topic('mails', 'mail.*'),
  topic('exactly', 'one.two'),
  topic('dots', '#.end'),
]);

describe('the queue that a message went to', () => {
  test.each([
    ['', 'emails', 'emails', 'the exchange without a name takes the queue for the key'],
    ['', '', undefined, 'nothing said'],
    ['celery', 'celery', 'celery', 'a queue with an exchange of its own name'],
    ['unheard', 'unheard', 'unheard', 'the same, not discovered yet'],
    ['unheard', 'other', undefined, 'an exchange that is not known'],
    ['jobs', 'f', 'fast', 'a key that is not the name'],
    ['jobs', 's', undefined, 'two queues have a copy each'],
    ['jobs', 'x', undefined, 'no queue has it'],
    ['topics', 'report', 'reports', '# is no word'],
    ['topics', 'report.daily', 'reports', '# is a word'],
    ['topics', 'report.daily.us', 'reports', '# is two words'],
    ['topics', 'report.daily.eu', undefined, 'two topics match'],
    ['topics', 'reports.daily', undefined, 'a word is matched whole'],
    ['topics', 'mail.out', 'mails', '* is a word'],
    ['topics', 'mail', undefined, '* is not none'],
    ['topics', 'mail.out.now', undefined, '* is not two'],
    ['topics', 'one.two', 'exactly', 'without wildcards'],
    ['topics', 'onextwo', undefined, 'a dot is a dot'],
    ['topics', 'a.b.end', 'dots', '# first'],
    ['topics', 'end', 'dots', '# first, and none'],
    // What `queue="reports"` gives: kombu publishes with the binding's own key.
    ['topics', 'report.#', 'reports', 'the pattern itself as the key'],
  ])('%j with %j is %j: %s', (exchange, key, queue, _what) => {
    expect(bindings.queueOf(exchange, key)).toBe(queue);
  });

  test('a pattern of many # takes no longer than one of few', () => {
    const many = new Bindings();
    many.set('e', [topic('q', `${'#.'.repeat(40)}end`)]);
    expect(many.queueOf('e', `${'a.'.repeat(100)}a`)).toBeUndefined();
    expect(many.queueOf('e', `${'a.'.repeat(100)}end`)).toBe('q');
  });

  test('a key of many words takes no longer than its words', () => {
    const hostile = new Bindings();
    hostile.set('e', [topic('q', '#.#.#.#.end')]);
    expect(hostile.queueOf('e', `${'a.'.repeat(60_000)}a`)).toBeUndefined();
  });

  test('beyond the longest key of AMQP only the very same one is found', () => {
    const long = new Bindings();
    const key = 'word.'.repeat(60);
    long.set('e', [topic('short', 'word.#'), topic('itself', key)]);
    expect([key.slice(0, 255), `${key}x`, key].map((one) => long.queueOf('e', one))).toEqual(['short', undefined, 'itself']);
  });

  test('what a whole pass does not find any more is forgotten; until it has ended what was found stays', () => {
    const passing = new Bindings();
    const known = () => ['a', 'b', 'c'].map((name) => passing.queueOf(name, 'k'));
    const find = (name: string, queue: string) => passing.set(name, [direct(queue, 'k')]);
    find('a', 'a1');
    find('b', 'b1');
    expect(known()).toEqual(['a1', 'b1', undefined]);
    passing.passed();
    find('b', 'b2');
    find('c', 'c2');
    expect(known()).toEqual(['a1', 'b2', 'c2']);
    passing.passed();
    expect(known()).toEqual([undefined, 'b2', 'c2']);
  });

  test('ever new names take no more room than there are at a time', () => {
    const passing = new Bindings();
    for (let pass = 0; pass < 100; pass++) {
      for (let i = 0; i < 10; i++) passing.set(`q${pass}-${i}`, [direct(`q${pass}-${i}`)]);
      passing.passed();
    }
    expect(passing.size).toBe(10);
  });

  test('bindings that are set again replace those before', () => {
    const again = new Bindings();
    again.set('e', [direct('old', 'k')]);
    again.set('e', [direct('new', 'k')]);
    expect(again.queueOf('e', 'k')).toBe('new');
  });
});
