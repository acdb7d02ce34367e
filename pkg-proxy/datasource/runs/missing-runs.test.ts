import { expect, test } from 'vitest';
import { BrokerError } from '../../queues/ports/reader';
import { noticesOf, table } from '../testing/fake-panel';
import { ask, MINUTE, monitor, pass, START, shop, start, world } from '../testing/runs-scene';

test('switched off', async () => {
  await monitor.close(new AbortController().signal);
  start({ taskEvents: 'off' });
  for (const format of ['table', 'timeseries']) {
    const frame = await ask({ format });
    expect(noticesOf(frame)).toMatch(/^warning: .*jsonData\.taskEvents is "off".*"listen"/);
    expect(frame.fields.every(({ values }) => values.length === 0)).toBe(true);
  }
});

test('nothing was heard at all', async () => {
  expect(noticesOf(await ask({}))).toMatch(/^info: No task events since 2026-11-24T12:00:00\.\d+Z\. .*-E.*worker_send_task_events/);
});

test('the range begins before anything was known', async () => {
  shop();
  expect(noticesOf(await ask({}, { from: START - MINUTE }))).toMatch(/^info: Task runs are known since 2026-11-24T12:00:00\.000Z/);
  expect(table(await ask({}, { from: START - MINUTE }))['quality']).toEqual(['atLeast', 'atLeast']);
  expect(noticesOf(await ask({}, { from: START + 10 }))).toBe('');
});

test('a worker that tells nothing makes counts a lower bound', async () => {
  const said = { processed: 0 };
  const beat = async (seconds: number, work: () => void = () => {}) => {
    for (let i = 0; i < seconds / 2; i++) {
      work();
      world.feeds[0]!.say('silent@h', said);
      await pass(2000);
    }
  };
  await beat(MINUTE / 1000 + 10);
  shop();
  const range = { from: START + MINUTE };
  expect(table(await ask({ by: 'total' }, range))['quality']).toEqual(['exact']);
  await beat(10, () => said.processed++);
  const frame = await ask({ by: 'total' }, range);
  expect([table(frame)['quality'], noticesOf(frame)]).toEqual([
    ['atLeast'],
    "warning: 1 of 1 workers doesn't send task events: start it with -E.",
  ]);
});

test('a share of the events is read', async () => {
  world.taskFeeds[0]!.say('started', 'u', {}, 4);
  await pass(10_000);
  const frame = await ask({ measures: ['started'], by: 'total' });
  expect(table(frame)['started']).toEqual([4]);
  expect(noticesOf(frame)).toContain('warning: There are many task events: 1 in 4 is read');
});

test('the broker cannot be read: what is known is told, with a notice', async () => {
  shop();
  await pass(10_000);
  world.readers[0]!.failure = new BrokerError('refused', 'nobody there');
  await pass(10_000);
  const frame = await ask({ measures: ['succeeded'], by: 'total' });
  expect(table(frame)['succeeded']).toEqual([16]);
  expect(noticesOf(frame)).toMatch(/error: No data since .* nobody there/);
});
