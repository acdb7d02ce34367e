import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseSettings } from '../../src/contract/parse-settings';
import type { Secrets, Settings } from '../../src/contract/settings';
import { Monitor } from './monitor';
import { FakeAdapters } from './testing/fake-adapters';

const SECRETS = {
  password: 'p',
  sentinelPassword: 's',
  lockPassword: 'l',
  tlsCACert: 'ca',
  tlsClientCert: 'cert',
  tlsClientKey: 'key',
  accessKey: 'AKIA',
  secretKey: 'secret',
  sessionToken: 'session',
} satisfies Record<keyof Secrets, string>;

function settingsWith(mirror: object): Settings {
  return parseSettings({
    uid: 'u',
    name: 'n',
    url: 'redis://h:6379/0',
    user: '',
    jsonData: { mirror: { enabled: true, ...mirror }, remoteControl: true },
    secureJsonData: SECRETS,
  });
}

/** What is new after a change of settings. Where the queues are others, all is. */
type New = 'queues' | 'reader' | 'workers' | 'mirror' | 'archive';
const EVERYTHING: readonly New[] = ['queues', 'reader', 'workers', 'mirror', 'archive'];
const NOTHING: readonly New[] = [];
const WORKERS: readonly New[] = ['workers'];
const MIRROR: readonly New[] = ['mirror', 'archive'];
const CONNECTION: readonly New[] = ['reader', 'workers'];
/** What a setting does that nobody has thought about yet. */
const BY_DEFAULT: readonly New[] = ['reader', 'workers', 'mirror', 'archive'];

/** By the path of a setting, or by the group that it is in. */
const EXPECTED: Readonly<Record<string, readonly New[]>> = {
  uid: NOTHING,
  name: NOTHING,
  advice: NOTHING,
  broker: CONNECTION,
  'broker.nodes': EVERYTHING,
  'broker.path': EVERYTHING,
  'broker.db': EVERYTHING,
  user: CONNECTION,
  sentinelMaster: EVERYTHING,
  tls: CONNECTION,
  environment: MIRROR,
  keyPrefix: EVERYTHING,
  separator: EVERYTHING,
  prioritySteps: EVERYTHING,
  unackedKey: CONNECTION,
  unackedIndexKey: CONNECTION,
  queues: MIRROR,
  include: MIRROR,
  exclude: MIRROR,
  discover: NOTHING,
  sampleSeconds: NOTHING,
  thresholds: NOTHING,
  details: NOTHING,
  workers: WORKERS,
  tasks: NOTHING,
  mirror: MIRROR,
  aws: MIRROR,
  'secrets.password': CONNECTION,
  'secrets.sentinelPassword': CONNECTION,
  'secrets.tlsCACert': CONNECTION,
  'secrets.tlsClientCert': CONNECTION,
  'secrets.tlsClientKey': CONNECTION,
  'secrets.lockPassword': MIRROR,
  'secrets.accessKey': MIRROR,
  'secrets.secretKey': MIRROR,
  'secrets.sessionToken': MIRROR,
};
/** Changed alone they switch off what the test looks at. */
const SWITCHES = ['mirror.enabled'];

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every setting by its path, whether it is set or not; what is a list or holds names of its own is one. */
function pathsOf(value: unknown, path: readonly string[] = []): string[][] {
  if (!isObject(value)) return [[...path]];
  const names = Object.getOwnPropertyNames(value);
  if (names.length === 0) return [[...path]];
  return names.flatMap((name) => pathsOf(value[name], [...path, name]));
}

function other(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (Array.isArray(value)) return [...value, typeof value[0] === 'number' ? 255 : isObject(value[0]) ? { ...value[0], port: 1 } : 'more'];
  if (isObject(value)) return { more: {} };
  return `${value ?? ''}x`;
}

/** The same settings but for one. What is hidden stays hidden. */
function changed<T>(value: T, [name, ...rest]: readonly string[]): T {
  if (name === undefined) return JSON.parse(JSON.stringify(other(value)));
  const { [name]: before, ...others } = Object.getOwnPropertyDescriptors<Readonly<Record<string, unknown>>>(Object(value));
  return Object.create(null, { ...others, [name]: { enumerable: true, ...before, value: changed(before?.value, rest) } });
}

const log = { info: () => {}, warn: () => {} };
let world: FakeAdapters;
beforeEach(() => {
  vi.useFakeTimers();
  world = new FakeAdapters({ celery: [3, 1], emails: [0] });
});
afterEach(async () => {
  await vi.advanceTimersByTimeAsync(0);
  expect(vi.getTimerCount(), 'timers that outlive the monitors').toBe(0);
  vi.useRealTimers();
});

/** Changes from the one settings to the other while all runs. @returns what is new then */
async function renewedBy(before: Settings, after: Settings): Promise<New[]> {
  const first = new Monitor(before, world, log);
  await vi.advanceTimersByTimeAsync(20_000);
  const rows = first.sampler.history.recent.length;
  const next = new Monitor(after, world, log, first);
  await first.close(new AbortController().signal, next);
  const isNew: Readonly<Record<New, boolean>> = {
    queues: next.sampler !== first.sampler,
    reader: world.readers.length > 1,
    workers: next.workers !== first.workers,
    mirror: world.stores.length > 1,
    archive: world.archives.length > 1,
  };
  // What was replaced is closed, and what goes on knows what it knew.
  expect(world.readers.map((reader) => reader.closed)).toEqual(isNew.reader ? [true, false] : [false]);
  expect(world.stores.map((store) => store.closed)).toEqual(isNew.mirror ? [true, false] : [false]);
  expect(world.archives.map((archive) => archive.closed)).toEqual(isNew.archive ? [true, false] : [false]);
  expect(next.sampler.history.recent.length >= rows).toBe(!isNew.queues);
  expect(next.events === first.events).toBe(!isNew.queues);
  await next.close(new AbortController().signal);
  return EVERYTHING.filter((part) => isNew[part]);
}

describe('a change of', () => {
  const settings = settingsWith({});
  for (const path of pathsOf(settings).filter((p) => !SWITCHES.includes(p.join('.')))) {
    const name = path.join('.');
    const expected = EXPECTED[name] ?? EXPECTED[path[0] ?? ''] ?? BY_DEFAULT;
    test(`${name}: new are ${expected.join(', ') || 'none'}`, async () => {
      expect(await renewedBy(settings, changed(settings, path))).toEqual(expected);
    });
  }

  test('nothing: new are none', async () => {
    expect(await renewedBy(settings, settingsWith({}))).toEqual(NOTHING);
  });

  test('a setting that is not known yet: all but the history', async () => {
    expect(await renewedBy(settings, { ...settings, ...{ later: 'x' } })).toEqual(BY_DEFAULT);
    world = new FakeAdapters({ celery: [3, 1] });
    expect(await renewedBy(settings, { ...settings, tls: { ...settings.tls, ...{ later: 'x' } } })).toEqual(CONNECTION);
  });
});

describe('a mirror with a lock connects to the broker too, so it is new with', () => {
  const settings = settingsWith({ lock: 'redis' });
  test.each([['broker', 'anyCertificate'], ['user'], ['tls', 'skipVerify'], ['secrets', 'password'], ['secrets', 'tlsCACert']])(
    '%s %s',
    async (...path) => {
      expect(await renewedBy(settings, changed(settings, path.filter(Boolean)))).toEqual(['reader', 'workers', 'mirror', 'archive']);
    },
  );
});

test('a URL that no longer says that any certificate will do gets a connection of its own', async () => {
  const of = (url: string) =>
    parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData: { mirror: { enabled: true } }, secureJsonData: {} });
  const renewed = await renewedBy(of('rediss://h:6379/0?ssl_cert_reqs=none'), of('rediss://h:6379/0'));
  expect(renewed).toEqual(CONNECTION);
});
