import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { StoreError } from '../ports/metric-store';
import { FakeArchive } from '../testing/fake-archive';
import { Usual, type UsualSeries } from './usual';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MONDAY = Date.UTC(2026, 10, 23);
const patient = () => new AbortController().signal;
const of = (...queues: string[]): UsualSeries => ({ measure: 'waiting', queues });

let archive: FakeArchive;
let usual: Usual;
beforeEach(() => {
  vi.useFakeTimers({ now: MONDAY + 12 * HOUR, toFake: ['Date', 'performance'] });
  archive = new FakeArchive();
  archive.value = (queue, at) => queue.length * (Math.floor(at / HOUR) % 24);
  usual = new Usual(archive);
});
afterEach(() => {
  usual.close();
  vi.useRealTimers();
});

test('reads each series once a day, many together, and meanwhile has what was usual the day before', async () => {
  const series = Array.from({ length: 100 }, (_, i) => of(`queue ${i}`));
  await usual.ready(series, patient());
  await usual.ready(series, patient());
  expect(archive.passing.map(({ queues }) => queues.length)).toEqual([48, 48, 4]);
  expect(new Set(archive.passing.flatMap(({ queues }) => queues)).size).toBe(100);
  expect(archive.passing[0]).toMatchObject({
    from: MONDAY - 28 * DAY,
    to: MONDAY,
    interval: 300_000,
    statistic: 'avg',
    keep: false,
  });
  vi.setSystemTime(MONDAY + DAY + 10 * 60_000); // the last minutes may not be in the archive yet
  usual.look(of('queue 1'));
  expect(archive.passing).toHaveLength(3);
  vi.setSystemTime(MONDAY + DAY + 20 * 60_000);
  expect(usual.look(of('queue 1'))).toMatchObject({ state: 'known' });
  usual.look(of('queue 1'));
  await vi.waitFor(() => expect(archive.passing).toHaveLength(4));
  expect(archive.passing[3]).toMatchObject({ queues: ['queue 1'], from: MONDAY - 27 * DAY });
});

test('a total is the band of the sum, and is read once however its queues change', async () => {
  const total = (...queues: string[]): UsualSeries => ({ measure: 'waiting', queues, total: 'all' });
  await usual.ready([total('a', 'bb'), of('a')], patient());
  const known = usual.look(total('a', 'bb', 'new'));
  expect(known.state === 'known' && known.bands.at(MONDAY + 5 * HOUR)).toMatchObject({ low: 15, high: 15 });
  expect(archive.passing).toHaveLength(2);
});

test('less than two weeks of archive are too few, and said with their beginning', async () => {
  const begin = MONDAY - 13 * DAY;
  archive.value = (queue, at) => (queue === 'none' || at < begin ? Number.NaN : 1);
  await usual.ready([of('celery'), of('none')], patient());
  expect(usual.look(of('celery'))).toEqual({ state: 'young', begins: begin });
  expect(usual.look(of('none'))).toEqual({ state: 'young', begins: undefined });
  await usual.ready([of('celery')], patient());
  expect(archive.passing).toHaveLength(1);
});

test('after a failure the archive is left alone for a while', async () => {
  archive.error = new StoreError('no right', false);
  await usual.ready([of('celery')], patient());
  expect(usual.look(of('celery'))).toEqual({ state: 'failed', reason: 'no right' });
  archive.error = undefined;
  await usual.ready([of('celery')], patient());
  expect(archive.passing).toHaveLength(1);
  vi.advanceTimersByTime(5 * 60_000);
  usual.look(of('celery'));
  await vi.waitFor(() => expect(usual.look(of('celery')).state).toBe('known'));
});

test('nobody waits longer than he wants', async () => {
  let answer = () => {};
  vi.spyOn(archive, 'read').mockImplementation(() => new Promise((resolve) => (answer = () => resolve([]))));
  const impatient = new AbortController();
  const ready = usual.ready([of('celery')], impatient.signal);
  expect(usual.look(of('celery'))).toEqual({ state: 'reading' });
  impatient.abort();
  await ready;
  await vi.waitFor(() => expect(archive.read).toHaveBeenCalled());
  answer();
  await usual.ready([of('celery')], patient());
  expect(usual.look(of('celery')).state).toBe('young');
});

test('keeps 2,000 series and does not read in circles for more', async () => {
  const many = Array.from({ length: 2100 }, (_, i) => of(`queue ${i}`));
  archive.value = () => Number.NaN;
  archive.floor = DAY; // few points
  const states = many.map((one) => usual.look(one).state);
  expect(states.filter((state) => state === 'full')).toHaveLength(100);
  await usual.ready(many, patient());
  expect(many.map((one) => usual.look(one).state).filter((state) => state === 'young')).toHaveLength(2000);
  expect(archive.passing).toHaveLength(Math.ceil(2000 / 48));
  vi.advanceTimersByTime(DAY + 1);
  expect(usual.look(of('another')).state).toBe('reading');
});
