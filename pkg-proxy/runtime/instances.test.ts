import { expect, test } from 'vitest';
import type { DatasourceInstance } from './datasource-instance';
import { Instances } from './instances';

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
