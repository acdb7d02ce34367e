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
    expect(many.queueOf('e', `${'a.'.repeat(200)}a`)).toBeUndefined();
    expect(many.queueOf('e', `${'a.'.repeat(200)}end`)).toBe('q');
  });

  test('bindings that are set again replace those before', () => {
    const again = new Bindings();
    again.set('e', [direct('old', 'k')]);
    again.set('e', [direct('new', 'k')]);
    expect(again.queueOf('e', 'k')).toBe('new');
  });
});
