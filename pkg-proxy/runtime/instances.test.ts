import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { DatasourceInstance } from './datasource-instance.js';
import { Instances } from './instances.js';

const datasource = (overrides: Partial<DatasourceInstance> = {}): DatasourceInstance => ({
  orgId: 1,
  id: 1,
  uid: 'u',
  name: 'n',
  url: 'http://a',
  user: '',
  database: '',
  jsonData: {},
  secureJsonData: {},
  updated: 1,
  ...overrides,
});

function setup(options: { create?: (url: string) => string; dispose?: () => Promise<void> } = {}) {
  const events: string[] = [];
  const instances = new Instances<string>({
    create: ({ url, uid }, previous) => {
      events.push(`create ${uid} ${url} after ${previous}`);
      return options.create?.(url) ?? `${uid} ${url}`;
    },
    dispose: (previous, next) => {
      events.push(`dispose ${previous} for ${next}`);
      return options.dispose?.();
    },
    onError: (error) => events.push(`error ${error instanceof Error ? error.message : error}`),
  });
  return { instances, events };
}

test('makes one a datasource and keeps it while nothing but the time of change differs', () => {
  const { instances, events } = setup();
  instances.get(datasource());
  instances.get(datasource({ updated: 2, name: 'renamed' }));
  instances.get(datasource({ orgId: 2 }));
  instances.get(datasource({ uid: 'v' }));
  expect(events).toEqual(['create u http://a after undefined', 'create u http://a after undefined', 'create v http://a after undefined']);
  expect(instances.values()).toHaveLength(3);
});

test('replaces it when the settings change, handing the old one over first', () => {
  const { instances, events } = setup();
  instances.get(datasource());
  expect(instances.get(datasource({ url: 'http://b' }))).toBe('u http://b');
  expect(events.slice(1)).toEqual(['create u http://b after u http://a', 'dispose u http://a for u http://b']);
});

test('keeps the old one if the new cannot be made', () => {
  const { instances, events } = setup({
    create: (url) => {
      if (url === 'bad') throw new Error('no');
      return url;
    },
  });
  instances.get(datasource());
  expect(() => instances.get(datasource({ url: 'bad' }))).toThrow('no');
  expect(instances.get(datasource())).toBe('http://a');
  expect(events.filter((event) => event.startsWith('dispose'))).toEqual([]);
});

test('close() waits for every end, and an end that fails is told', async () => {
  let ended = 0;
  const { instances, events } = setup({
    dispose: async () => {
      await new Promise((resolve) => setImmediate(resolve));
      ended++;
      throw new Error(`end ${ended}`);
    },
  });
  instances.get(datasource());
  instances.get(datasource({ url: 'http://b' }));
  instances.get(datasource({ uid: 'v' }));
  await instances.close();
  expect(ended).toBe(3);
  expect(events.filter((event) => event.startsWith('error'))).toHaveLength(3);
  expect(() => instances.get(datasource())).toThrow('before close()');
});

describe('what nobody asks for', () => {
  const AFTER = 10_000;
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => {
    expect(vi.getTimerCount()).toBe(0);
    vi.useRealTimers();
  });

  test('ends after its time, unless it stays or is in use', async () => {
    const ended: string[] = [];
    const instances = new Instances<string>({
      create: ({ uid }) => uid,
      dispose: (value) => void ended.push(value),
      unasked: { afterMs: AFTER, stays: ({ uid }) => uid === 'stays', onEnd: ({ uid }) => ended.push(`${uid} ends`) },
    });
    for (const uid of ['gone', 'asked', 'stays']) instances.get(datasource({ uid }));
    const { over, release } = instances.use(datasource({ uid: 'used' }));
    await vi.advanceTimersByTimeAsync(AFTER - 1);
    instances.get(datasource({ uid: 'asked' }));
    await vi.advanceTimersByTimeAsync(AFTER);
    expect(ended).toEqual(['gone ends', 'gone']);
    expect(instances.has(datasource({ uid: 'gone' }))).toBe(false);
    await vi.advanceTimersByTimeAsync(2 * AFTER);
    expect(ended).toEqual(['gone ends', 'gone', 'asked ends', 'asked']);
    release();
    release(); // once is enough, and twice does no harm
    expect(over.aborted).toBe(false);
    await vi.advanceTimersByTimeAsync(2 * AFTER);
    expect(over.aborted).toBe(true);
    expect(instances.values()).toEqual(['stays']);
    expect(instances.get(datasource({ uid: 'gone' }))).toBe('gone');
    await instances.close();
  });

  test('stays in use when its settings change; only who uses the old one is told', async () => {
    const instances = new Instances<string>({
      create: ({ url }) => url,
      dispose: () => {},
      unasked: { afterMs: AFTER, stays: () => false, onEnd: () => {} },
    });
    const old = instances.use(datasource());
    const { value, over } = instances.use(datasource({ url: 'http://b' }));
    expect([old.over.aborted, over.aborted, value]).toEqual([true, false, 'http://b']);
    old.release();
    await vi.advanceTimersByTimeAsync(3 * AFTER);
    expect(instances.values()).toEqual(['http://b']);
    await instances.close();
    expect(over.aborted).toBe(true);
  });
});
