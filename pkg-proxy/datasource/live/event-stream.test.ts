import type { Frame, SendFrame } from 'grafana-node-datasource-runtime';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import type { NewEvent } from '../../queues/events/event';
import { Monitor } from '../../queues/monitor/monitor';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { table } from '../testing/fake-panel';
import { liveQuery } from '../testing/live-query';
import { follow, initialFrame } from './stream';

let monitor: Monitor;
let sent: { titles: unknown[]; include: string }[];
const send: SendFrame = async (frame: Frame, include = 'all') => {
  sent.push({ titles: table(frame)['title'] ?? [], include });
};
const event = (title: string, more: Partial<NewEvent> = {}): NewEvent => ({
  at: Date.now(),
  kind: 'drained',
  severity: 'info',
  title,
  text: '',
  ...more,
});
const soon = () => new Promise((resolve) => setTimeout(resolve, 5));

beforeEach(() => {
  const settings = parseSettings({ uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData: {}, secureJsonData: {} });
  monitor = new Monitor(settings, new FakeAdapters({ celery: [1] }), { info: () => {}, warn: () => {} });
  sent = [];
});
afterEach(() => monitor.close(new AbortController().signal));

test('each event is sent when it comes and when it changes; what came at one time goes together, the schema once', async () => {
  const abort = new AbortController();
  const query = liveQuery({ queryType: 'events', queues: ['celery'] });
  expect(table((await initialFrame(monitor, query)) ?? { fields: [] })).toMatchObject({ time: [], title: [] });
  const ended = follow(monitor, query, send, abort.signal);
  const { log } = monitor.events;
  const id = log.add(event('a', { open: true }));
  log.add(event('b', { queue: 'celery' }));
  log.add(event('c', { queue: 'other' }));
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  log.update(id, { open: false, until: Date.now() });
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  abort.abort();
  await ended;
  log.add(event('late'));
  await soon();
  expect(sent).toEqual([
    { titles: ['a', 'b'], include: 'all' },
    { titles: ['a'], include: 'data' },
  ]);
});

test('a slow listener is sent the newest hundred', async () => {
  const abort = new AbortController();
  const gate = vi.fn<() => void>();
  const blocked = new Promise<void>((resolve) => gate.mockImplementation(resolve));
  const slow: SendFrame = async (frame, include) => {
    await send(frame, include);
    await blocked;
  };
  const ended = follow(monitor, liveQuery({ queryType: 'events' }), slow, abort.signal);
  monitor.events.log.add(event('first'));
  await vi.waitFor(() => expect(sent).toHaveLength(1));
  for (let i = 0; i < 500; i++) monitor.events.log.add(event(`${i}`));
  gate();
  await vi.waitFor(() => expect(sent).toHaveLength(2));
  abort.abort();
  await ended;
  expect(sent.map(({ titles }) => [titles.length, titles.at(-1)])).toEqual([
    [1, 'first'],
    [100, '499'],
  ]);
});
