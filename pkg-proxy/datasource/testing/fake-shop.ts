import type { TaskEvent } from '../../queues/ports/task-feed';
import type { FakeTaskFeed } from '../../queues/testing/fake-task-feed';

let ids = 0;

/** A task from its sending to its end, now: `shop.pay` in `celery` by `w@h`, unless `more` says otherwise. */
export function run(
  feed: FakeTaskFeed,
  end: 'succeeded' | 'failed' | 'retried',
  more: Partial<TaskEvent> & { readonly queue?: string } = {},
): void {
  const uuid = `u${ids++}`;
  const { name = 'shop.pay', queue = 'celery', node = 'w@h', ...rest } = more;
  feed.say('sent', uuid, { name, queue, node: 'gen@p' });
  feed.say('received', uuid, { name, node });
  feed.say('started', uuid, { node });
  feed.say(end, uuid, { node, ...(end === 'succeeded' ? { runtime: 0.5 } : { exception: 'KeyError' }), ...rest });
}

/** Of `shop.pay` 6 runs that succeed and 2 that fail, of `shop.mail` 10 that succeed: in `emails`, by `v@h`, 2 s each. */
export function runShop(feed: FakeTaskFeed): void {
  for (let i = 0; i < 6; i++) run(feed, 'succeeded');
  for (let i = 0; i < 2; i++) run(feed, 'failed');
  for (let i = 0; i < 10; i++) run(feed, 'succeeded', { name: 'shop.mail', queue: 'emails', node: 'v@h', runtime: 2 });
}
