import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../src/contract/parse-settings';
import { finish } from '../lifetime/work';
import { Monitor } from '../queues/monitor/monitor';
import { FakeAdapters } from '../queues/testing/fake-adapters';
import { prometheusText } from './metrics';

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
let world: FakeAdapters;
let monitor: Monitor;
const watch = async (jsonData: object = {}) => {
  world = new FakeAdapters({ emails: [3] });
  monitor = new Monitor(
    parseSettings({
      uid: 'u',
      name: 'n',
      url: 'redis://h',
      user: '',
      jsonData: { environment: 'test', ...jsonData },
      secureJsonData: {},
    }),
    world,
    { info: () => {}, warn: () => {} },
  );
  await monitor.asked();
  await pass(0);
};
beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2026, 10, 24, 12) }));
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await pass(0);
  expect(vi.getTimerCount(), 'timers that outlive the monitor').toBe(0);
  vi.useRealTimers();
});

const say: FakeAdapters['taskFeeds'][number]['say'] = (...args) => world.taskFeeds[0]?.say(...args);
const scrape = () => parse(finish(prometheusText([monitor])));
/** Series of the metrics whose names begin so. */
const seriesOf = (start: string) => Object.fromEntries([...scrape()].filter(([series]) => series.startsWith(start)));

/** Every line of a text as Prometheus reads it: a family begins with HELP and TYPE, and a series comes once. */
function parse(text: string): Map<string, number> {
  const series = new Map<string, number>();
  let family = '';
  let ends = [''];
  for (const line of text.split('\n').filter(Boolean)) {
    const [, kind, name = '', rest = ''] = /^# (HELP|TYPE) ([a-z_]+) (.*)$/.exec(line) ?? [];
    if (kind === 'HELP') family = name;
    else if (kind === 'TYPE') {
      expect(name).toBe(family);
      expect(['gauge', 'counter', 'histogram']).toContain(rest);
      expect(rest === 'counter', line).toBe(name.endsWith('_total'));
      ends = rest === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
    } else {
      const [, own = '', labels = '', value = ''] = /^([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)*)\} (\S+)$/.exec(line) ?? [];
      expect(
        ends.map((end) => family + end),
        line,
      ).toContain(own);
      expect(series.has(`${own}{${labels}}`), line).toBe(false);
      series.set(`${own}{${labels}}`, Number(value));
    }
  }
  return series;
}

test('counters of tasks by name, queue and exception', async () => {
  await watch();
  say('sent', 'a', { name: 'shop.pay', queue: 'emails' });
  say('received', 'a', { name: 'shop.pay' });
  say('started', 'a');
  say('failed', 'a', { exception: 'KeyError' });
  await pass(4000);
  const labels = 'broker="test",name="shop.pay",hostname="generic",queue_name="emails"';
  expect(seriesOf('celery_task_')).toMatchObject({
    [`celery_task_sent_total{${labels}}`]: 1,
    [`celery_task_received_total{${labels}}`]: 1,
    [`celery_task_started_total{${labels}}`]: 1,
    [`celery_task_succeeded_total{${labels}}`]: 0,
    [`celery_task_failed_total{${labels},exception=""}`]: 0,
    [`celery_task_failed_total{${labels},exception="KeyError"}`]: 1,
    [`celery_task_rejected_total{${labels}}`]: 0,
    [`celery_task_revoked_total{${labels}}`]: 0,
    [`celery_task_retried_total{${labels}}`]: 0,
  });
});

test('what is not known goes by the words of celery-exporter, and names cannot break a line', async () => {
  await watch();
  say('failed', 'a');
  say('received', 'b', { name: 'a\\ "b"\nc' });
  await pass(4000);
  const names = Object.keys(seriesOf('celery_task_received_total'));
  expect(names).toEqual([
    'celery_task_received_total{broker="test",name="a\\\\ \\"b\\"\\nc",hostname="generic",queue_name=""}',
    'celery_task_received_total{broker="test",name="None",hostname="generic",queue_name=""}',
  ]);
  expect(Object.keys(seriesOf('celery_task_sent_total'))).toEqual([]);
  expect(seriesOf('celery_task_failed_total{broker="test",name="None"')).toEqual({
    'celery_task_failed_total{broker="test",name="None",hostname="generic",queue_name="",exception=""}': 0,
    'celery_task_failed_total{broker="test",name="None",hostname="generic",queue_name="",exception="UnknownException"}': 1,
  });
});

test('runtimes as a histogram with the bounds of prometheus_client', async () => {
  await watch();
  for (const [i, runtime] of [0.004, 1, 7, 60].entries()) {
    say('received', `r${i}`, { name: 'shop.pay' });
    say('succeeded', `r${i}`, { runtime });
  }
  await pass(4000);
  const series = seriesOf('celery_task_runtime');
  const bounds = Object.entries(series).flatMap(([name, value]) => (name.includes('le=') ? [[/le="(.*)"/.exec(name)?.[1], value]] : []));
  expect(Object.fromEntries(bounds)).toEqual({
    '0.005': 1,
    '0.01': 1,
    '0.025': 1,
    '0.05': 1,
    '0.075': 1,
    '0.1': 1,
    '0.25': 1,
    '0.5': 1,
    '0.75': 1,
    '1.0': 2,
    '2.5': 2,
    '5.0': 2,
    '7.5': 3,
    '10.0': 3,
    '+Inf': 4,
  });
  const labels = 'broker="test",name="shop.pay",hostname="generic",queue_name=""';
  expect(series).toMatchObject({ [`celery_task_runtime_count{${labels}}`]: 4, [`celery_task_runtime_sum{${labels}}`]: 68.004 });
});

test('the number of series has a bound, whatever tasks and exceptions are called', async () => {
  await watch();
  for (let i = 0; i < 3000; i++) say('received', `t${i}`, { name: `made.up.${i}` });
  for (let i = 0; i < 100; i++) {
    say('received', `f${i}`, { name: 'made.up.0' });
    say('failed', `f${i}`, { exception: `Error${i}` });
  }
  await pass(4000);
  const lines = finish(prometheusText([monitor])).split('\n');
  const count = (start: string) => lines.filter((line) => line.startsWith(start)).length;
  expect(count('celery_task_received_total{')).toBe(1001);
  expect(count('celery_task_failed_total{')).toBe(1001 + 21);
});

test('nobody listens to tasks: no line', async () => {
  await watch({ taskEvents: 'off' });
  expect(seriesOf('celery_task_')).toEqual({});
});

test('workers by host: up while one of them is, and gone from the text ten minutes after the last word', async () => {
  await watch();
  const [feed] = world.feeds;
  feed?.say('a@one', { active: 2 });
  feed?.say('b@one', { active: 3 });
  feed?.say('a@two', { active: 1 });
  feed?.say('a@three', { active: Number.NaN });
  expect(seriesOf('celery_worker_')).toEqual({
    'celery_worker_up{broker="test",hostname="one"}': 1,
    'celery_worker_up{broker="test",hostname="three"}': 1,
    'celery_worker_up{broker="test",hostname="two"}': 1,
    'celery_worker_tasks_active{broker="test",hostname="one"}': 5,
    'celery_worker_tasks_active{broker="test",hostname="two"}': 1,
  });
  feed?.say('b@one', { kind: 'offline' });
  feed?.say('a@two', { kind: 'offline' });
  expect(seriesOf('celery_worker_')).toMatchObject({
    'celery_worker_up{broker="test",hostname="one"}': 1,
    'celery_worker_up{broker="test",hostname="two"}': 0,
    'celery_worker_tasks_active{broker="test",hostname="one"}': 2,
    'celery_worker_tasks_active{broker="test",hostname="two"}': 0,
  });
  await pass(9 * 60_000);
  expect(seriesOf('celery_worker_up{broker="test",hostname="one"}')).toEqual({ 'celery_worker_up{broker="test",hostname="one"}': 0 });
  await pass(2 * 60_000);
  expect(seriesOf('celery_worker_')).toEqual({});
});

test('workers of a queue', async () => {
  await watch({ workerQueues: { 'w@h': ['emails'] }, sampleSeconds: 5 });
  for (let s = 0; s < 90; s += 2) {
    world.feeds[0]?.say('w@h');
    await pass(2000);
  }
  expect(seriesOf('celery_active_worker_count')).toEqual({ 'celery_active_worker_count{broker="test",queue_name="emails"}': 1 });
});
