import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { Monitor } from '../../queues/monitor/monitor';
import { StoreError } from '../../queues/ports/metric-store';
import { FakeAdapters } from '../../queues/testing/fake-adapters';
import { ask as askPanel, noticesOf, valuesOf } from '../testing/fake-panel';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 5, 12, 0, 30);

let world: FakeAdapters;
let monitor: Monitor;

/** The broker knows `celery`; CloudWatch lists `gone` and `celery`, and has something of `silent`, which it does not list. */
async function running(jsonData: object = {}): Promise<void> {
  const settings = parseSettings({
    uid: 'u',
    name: 'n',
    url: 'redis://h',
    user: '',
    jsonData: { environment: 'test', mirror: { enabled: true }, ...jsonData },
    secureJsonData: {},
  });
  monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} });
  const archive = world.archives[0]!;
  archive.names = ['gone', 'celery', 'empty', 'Other'];
  archive.value = (queue, at) =>
    at < START - 2 * HOUR || queue === 'celery' ? ({ celery: 4, gone: 7, silent: 9, Other: 3 }[queue] ?? Number.NaN) : Number.NaN;
  const asked = monitor.asked();
  await vi.advanceTimersByTimeAsync(10);
  await asked;
  await vi.advanceTimersByTimeAsync(12 * MINUTE);
}

async function ask(json: object, range = 5 * HOUR) {
  const now = Date.now();
  const asked = askPanel(monitor, json, { from: now - range, to: now, intervalMs: MINUTE });
  await vi.advanceTimersByTimeAsync(5000);
  const frame = await asked;
  return { frame, queues: frame.fields.slice(1).map(({ labels }) => labels?.['queue']), notices: noticesOf(frame) };
}

beforeEach(() => {
  vi.useFakeTimers({ now: START });
  world = new FakeAdapters({ celery: [4] });
});
afterEach(async () => {
  await monitor.close(new AbortController().signal);
  await vi.advanceTimersByTimeAsync(0);
  vi.useRealTimers();
});

test('queues that only the archive knows are drawn with their past alone; one without any is not there', async () => {
  await running();
  const { frame, queues, notices } = await ask({});
  expect(queues).toEqual(['Other', 'celery', 'gone']);
  const times = valuesOf(frame.fields[0]).map(Number);
  const gone = valuesOf(frame.fields[3]);
  expect(gone).toEqual(times.map((at) => (at < START - 2 * HOUR ? 7 : Number.NaN)));
  expect(notices).toBe('');
});

test('patterns choose among them, settings and query leave some out, a total has them too', async () => {
  await running({ exclude: ['Oth*'] });
  expect((await ask({ queues: ['go*', '/^O/'] })).queues).toEqual(['gone']);
  expect((await ask({ exclude: ['gone'] })).queues).toEqual(['celery']);
  expect((await ask({ queues: ['Other'] })).notices).toContain('No known queue matches "Other"');
  const { frame } = await ask({ by: 'total' });
  expect([valuesOf(frame.fields[1])[0], valuesOf(frame.fields[1]).at(-1)]).toEqual([11, 4]);
});

test('a name that nobody lists is asked for; that nothing matches is said only if nothing was found', async () => {
  await running();
  const found = await ask({ queues: ['silent', 'celery'] });
  expect(found).toMatchObject({ queues: ['celery', 'silent'], notices: '' });
  const missing = await ask({ queues: ['never', 'celery', 'nothing*'] });
  expect(missing.queues).toEqual(['celery']);
  expect(missing.notices).toMatch(/No known queue matches "nothing\*", "never"\. Known queues: /);
  // Listed, but silent in this range: no data, and nothing to wonder about.
  expect(await ask({ queues: ['empty'] })).toMatchObject({ queues: [], notices: '' });
});

test('a range inside memory, now, and priorities leave them out, and the archive alone', async () => {
  await running();
  expect(await ask({ queues: ['gone', 'celery'] }, 10 * MINUTE)).toMatchObject({
    queues: ['celery'],
    notices: expect.stringContaining('No known queue matches "gone"'),
  });
  expect((await ask({ queryType: 'now', queues: ['gone'] })).notices).toContain('"gone"');
  expect((await ask({ queues: ['gone'], by: 'priority' })).notices).toContain('"gone"');
  expect(world.archives[0]!.requests).toEqual([]);
});

test('without the right to list, names in the query are still read, and a pattern without a match says why', async () => {
  await running();
  world.archives[0]!.namesError = new StoreError('AWS does not allow cloudwatch:ListMetrics.', false);
  expect(await ask({ queues: ['silent', 'gone'] })).toMatchObject({ queues: ['gone', 'silent'], notices: '' });
  expect(await ask({})).toMatchObject({ queues: ['celery'], notices: '' });
  expect((await ask({ queues: ['go*'] })).notices).toMatch(/"go\*"[\s\S]*cannot be listed: AWS does not allow cloudwatch:ListMetrics/);
});
