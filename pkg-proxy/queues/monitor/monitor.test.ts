import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { ContractError } from '../../../src/contract/problem';
import { finish } from '../../lifetime/work';
import { prometheusText } from '../../prometheus/metrics';
import { FakeAdapters } from '../testing/fake-adapters';
import { Monitor } from './monitor';

const log = { info: () => {}, warn: () => {} };
let world: FakeAdapters;
const settingsOf = (jsonData: object = {}, secureJsonData: Record<string, string> = {}, url = 'redis://h:6379/0') =>
  parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData, secureJsonData });
const monitorOf = (jsonData: object = {}, previous?: Monitor, secrets = {}, url?: string) =>
  new Monitor(settingsOf(jsonData, secrets, url), world, log, previous);
const close = (monitor: Monitor, next?: Monitor) => monitor.close(new AbortController().signal, next);

beforeEach(() => {
  vi.useFakeTimers();
  world = new FakeAdapters({ celery: [3, 1], emails: [0], 'a*b "\n\\': [7] });
});
afterEach(async () => {
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount(), 'timers that outlive the monitors').toBe(0);
  vi.useRealTimers();
});

describe('which queues are shown', () => {
  test.each<[object, string[]]>([
    [{}, ['a*b "\n\\', 'celery', 'emails']],
    [{ include: ['*'] }, ['a*b "\n\\', 'celery', 'emails']],
    [{ include: ['em*'] }, ['emails']],
    [{ exclude: ['/^(celery|emails)$/'] }, ['a*b "\n\\']],
    [{ include: ['em*'], exclude: ['emails'], queues: ['emails', 'other'] }, ['emails', 'other']],
    [{ exclude: ['*'] }, []],
    [{ discover: false }, []],
  ])('%j', async (jsonData, queues) => {
    const monitor = monitorOf(jsonData);
    void monitor.asked();
    await vi.advanceTimersByTimeAsync(10);
    expect(monitor.queues).toEqual(queues);
    await close(monitor);
  });

  test('a bad pattern names its place and leaves nothing running', () => {
    expect(() => monitorOf({ mirror: { enabled: true }, include: ['ok', '/(/'] })).toThrow(ContractError);
    expect(() => monitorOf({ exclude: ['/(a{1000}b){9}/'] })).toThrow(/jsonData\.exclude\[0\]/);
    expect([world.readers.length, world.stores.length]).toEqual([0, 0]);
  });
});

test('a datasource that only reads back has an archive and no store, and stays with it as long as that is the same', async () => {
  const first = monitorOf({ mirror: { read: true } });
  expect([first.mirror, world.stores.length, first.archive]).toEqual([undefined, 0, world.archives[0]]);
  const second = monitorOf({ mirror: { read: true }, sampleSeconds: 7 }, first);
  await close(first, second);
  const third = monitorOf({ mirror: { read: true, namespace: 'Other' } }, second);
  await close(second, third);
  expect(world.archives.map((archive) => archive.closed)).toEqual([true, false]);
  const fourth = monitorOf({}, third);
  await close(third, fourth);
  expect([fourth.archive, world.archives[1]?.closed]).toEqual([undefined, true]);
  await close(fourth);
});

describe('a change of settings', () => {
  const MIRROR = { mirror: { enabled: true } };
  test.each<[what: string, before: object, after: object, newReader: boolean, newStore: boolean]>([
    ['thresholds', MIRROR, { ...MIRROR, thresholds: { critical: 1 } }, false, false],
    ['the clock', MIRROR, { ...MIRROR, sampleSeconds: 1 }, false, false],
    ['TLS', MIRROR, { ...MIRROR, tlsSkipVerify: true }, true, false],
    ['what is in flight is kept elsewhere', MIRROR, { ...MIRROR, unackedKey: 'x', unackedIndexKey: 'y' }, true, false],
    ['the namespace', MIRROR, { mirror: { enabled: true, namespace: 'x' } }, false, true],
    ['the name of the broker', MIRROR, { ...MIRROR, environment: 'x' }, false, true],
    ['what is shown', MIRROR, { ...MIRROR, exclude: ['x'] }, false, true],
  ])('of %s keeps the history, and of the rest what it does not touch', async (_, before, after, newReader, newStore) => {
    const first = monitorOf(before);
    await vi.advanceTimersByTimeAsync(20_000);
    const rows = first.observed.history.recent.length;
    expect(rows).toBeGreaterThan(3);
    const next = monitorOf(after, first);
    await close(first, next);
    expect(next.observed.history.recent.length).toBeGreaterThanOrEqual(rows);
    expect(world.readers.length).toBe(newReader ? 2 : 1);
    expect(world.stores.length).toBe(newStore ? 2 : 1);
    expect(world.readers.map((r) => r.closed)).toEqual(newReader ? [true, false] : [false]);
    expect(world.stores.map((s) => s.closed)).toEqual(newStore ? [true, false] : [false]);
    await vi.advanceTimersByTimeAsync(20_000);
    await close(next);
    expect([...world.readers, ...world.stores].every((x) => x.closed)).toBe(true);
  });

  test.each<[string, object, Record<string, string>, string]>([
    ['another server', {}, {}, 'redis://other:6379/0'],
    ['another database', {}, {}, 'redis://h:6379/1'],
    ['another prefix', { keyPrefix: 'x:' }, {}, 'redis://h:6379/0'],
    ['other steps', { prioritySteps: [0] }, {}, 'redis://h:6379/0'],
  ])('to %s starts anew and ends the old', async (_, jsonData, secrets, url) => {
    const first = monitorOf({ mirror: { enabled: true } });
    await vi.advanceTimersByTimeAsync(20_000);
    const next = monitorOf({ ...jsonData, mirror: { enabled: true } }, first, secrets, url);
    await close(first, next);
    expect(next.observed).not.toBe(first.observed);
    expect(world.readers.map((r) => r.closed)).toEqual([true, false]);
    await close(next);
  });

  test('a new password renews the connection and nothing else', async () => {
    const first = monitorOf({ mirror: { enabled: true } }, undefined, { password: 'a' });
    await vi.advanceTimersByTimeAsync(20_000);
    const next = monitorOf({ mirror: { enabled: true } }, first, { password: 'b' });
    await close(first, next);
    expect([next.observed === first.observed, next.mirror === first.mirror]).toEqual([true, true]);
    expect(world.readers.map((r) => r.closed)).toEqual([true, false]);
    await close(next);
  });

  test('each minute is mirrored once, however often settings change in it', async () => {
    vi.setSystemTime(Date.UTC(2026, 0, 1));
    let monitor = monitorOf({ mirror: { enabled: true } });
    for (let i = 0; i < 20; i++) {
      await vi.advanceTimersByTimeAsync(7000);
      const next = monitorOf({ mirror: { enabled: true }, thresholds: { critical: i } }, monitor);
      await close(monitor, next);
      monitor = next;
    }
    await close(monitor);
    const keys = world.stores.flatMap((s) => s.stored.map((r) => `${r.at} ${r.queue} ${r.measure}`));
    expect(keys.length).toBeGreaterThan(8);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

describe('Prometheus', () => {
  test('real zeros, odd names, and nothing for what is not known', async () => {
    world = new FakeAdapters({ celery: [3, 1], emails: [0], 'a*b "\n\\': [7], hash: [1] }, (reader) =>
      reader.unreadable.set('hash', 'WRONGTYPE'),
    );
    const monitor = monitorOf({ environment: 'prod "x"', exclude: ['nothing'] });
    expect(finish(prometheusText([monitor]))).not.toMatch(/^backlog_(queue|scrape)\S* /m);
    void monitor.asked();
    await vi.advanceTimersByTimeAsync(10);
    const text = finish(prometheusText([monitor]));
    expect(text).toContain('backlog_queue_waiting_tasks{broker="prod \\"x\\"",queue="celery"} 4\n');
    expect(text).toContain('queue="emails"} 0\n');
    expect(text).toContain('queue="a*b \\"\\n\\\\"} 7\n');
    expect(text).not.toContain('queue="hash"');
    expect(text).toContain('backlog_scrape_ok{broker="prod \\"x\\""} 1\n');

    world.readers[0]!.frozen = true;
    await vi.advanceTimersByTimeAsync(10_000);
    const failing = finish(prometheusText([monitor]));
    expect(failing).not.toContain('backlog_queue_waiting_tasks{');
    expect(failing).toContain('backlog_scrape_ok{broker="prod \\"x\\""} 0\n');
    await close(monitor);
  });

  test('whether the mirror is off because of its budget', async () => {
    let monitor = monitorOf({ mirror: { enabled: true, maxDollarsPerMonth: 0.5 } });
    for (const [maxQueues, over] of [
      [100, 1],
      [1, 0],
    ] as const) {
      const next = monitorOf({ mirror: { enabled: true, maxDollarsPerMonth: 0.5, maxQueues } }, monitor);
      await close(monitor, next);
      monitor = next;
      void monitor.asked();
      await vi.advanceTimersByTimeAsync(10_000);
      expect(finish(prometheusText([monitor]))).toContain(`backlog_mirror_over_budget{broker="h"} ${over}\n`);
    }
    await close(monitor);
    expect(world.stores.map(({ puts }) => puts)).toEqual([0, 1]);
  });
});
