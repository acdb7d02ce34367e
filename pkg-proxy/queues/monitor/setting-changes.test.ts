import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { z } from 'zod';
import { parseSettings } from '../../../src/contract/parse-settings';
import type { Settings } from '../../../src/contract/settings';
import { mirrorObject } from '../../../src/contract/settings/mirror';
import { STORED_FIELDS } from '../../../src/contract/settings/schema';
import { connectionSecrets, mirrorSecrets } from '../../../src/contract/settings/secrets';
import { FakeAdapters } from '../testing/fake-adapters';
import { Monitor } from './monitor';

/** Every secret that there is. */
const SECRETS = Object.fromEntries(
  [connectionSecrets, mirrorSecrets].flatMap(({ shape }) => Object.keys(shape)).map((name) => [name, `${name} of old`]),
);

/** Everything that has no default. */
const MIRROR_DATA = { namespace: 'n', maxDollarsPerMonth: 50, lockUrl: 'redis://lock@l' };
const JSON_DATA = {
  environment: 'e',
  sentinelMaster: 'm',
  serverName: 's',
  sentinelTls: false,
  masterTls: false,
  defaultRegion: 'eu-west-1',
  profile: 'p',
  assumeRoleArn: 'arn',
  externalId: 'x',
  endpoint: 'https://h',
};

function settingsWith(mirror: object, url = 'redis://h:6379/0'): Settings {
  const jsonData = { ...JSON_DATA, mirror: { ...MIRROR_DATA, enabled: true, ...mirror }, remoteControl: true };
  return parseSettings({ uid: 'u', name: 'n', url, user: 'u', jsonData, secureJsonData: SECRETS });
}

/** What is new after a change of settings. Where the queues are others, all is. */
type New = 'queues' | 'reader' | 'workers' | 'mirror' | 'archive';
const EVERYTHING: readonly New[] = ['queues', 'reader', 'workers', 'mirror', 'archive'];
const NOTHING: readonly New[] = [];
const WORKERS: readonly New[] = ['workers'];
const MIRROR: readonly New[] = ['mirror', 'archive'];
const CONNECTION: readonly New[] = ['reader', 'workers'];

/** By group: one that is not here does not compile. */
const OF_GROUP: Readonly<Record<keyof Settings, readonly New[]>> = {
  uid: NOTHING,
  name: NOTHING,
  environment: MIRROR,
  connection: CONNECTION,
  keys: EVERYTHING,
  sampling: MIRROR,
  thresholds: NOTHING,
  workers: WORKERS,
  tasks: NOTHING,
  mirror: MIRROR,
  advice: NOTHING,
};
/** By the path of a setting, where it is not as its group. */
const OF_SETTING: Readonly<Record<string, readonly New[]>> = {
  'connection.broker.nodes': EVERYTHING,
  'connection.broker.db': EVERYTHING,
  'connection.sentinelMaster': EVERYTHING,
  'keys.unackedKey': CONNECTION,
  'keys.unackedIndexKey': CONNECTION,
  'sampling.discover': NOTHING,
  'sampling.sampleSeconds': NOTHING,
  'sampling.details.enabled': NOTHING,
  'sampling.details.visibilityTimeout': NOTHING,
  'sampling.details.ageHeader': NOTHING,
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

/** The names of those that have no default and are not given: nobody would change them. */
function unset(fields: readonly (readonly [string, z.ZodType])[], given: object): string[] {
  return fields.filter(([name, field]) => field.safeParse(undefined).data === undefined && !(name in given)).map(([name]) => name);
}

/** The same settings but for one. What is hidden stays hidden. */
function changed<T>(value: T, [name, ...rest]: readonly string[]): T {
  if (name === undefined) return JSON.parse(JSON.stringify(other(value)));
  const { [name]: before, ...others } = Object.getOwnPropertyDescriptors<Readonly<Record<string, unknown>>>(Object(value));
  return Object.create(Object.prototype, { ...others, [name]: { enumerable: true, ...before, value: changed(before?.value, rest) } });
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
  const rows = first.observed.history.recent.length;
  const next = new Monitor(after, world, log, first);
  await first.close(new AbortController().signal, next);
  const isNew: Readonly<Record<New, boolean>> = {
    queues: next.observed !== first.observed,
    reader: world.readers.length > 1,
    workers: next.workers !== first.workers,
    mirror: world.stores.length > 1,
    archive: world.archives.length > 1,
  };
  // What was replaced is closed, and what goes on knows what it knew.
  expect(world.readers.map((reader) => reader.closed)).toEqual(isNew.reader ? [true, false] : [false]);
  expect(world.stores.map((store) => store.closed)).toEqual(isNew.mirror ? [true, false] : [false]);
  expect(world.archives.map((archive) => archive.closed)).toEqual(isNew.archive ? [true, false] : [false]);
  expect(next.observed.history.recent.length >= rows).toBe(!isNew.queues);
  expect(next.events === first.events).toBe(!isNew.queues);
  await next.close(new AbortController().signal);
  return EVERYTHING.filter((part) => isNew[part]);
}

describe('a change of', () => {
  const settings = settingsWith({});
  const paths = pathsOf(settings);

  for (const [group, news] of Object.entries(OF_GROUP)) {
    for (const path of paths.filter(([first]) => first === group)) {
      const name = path.join('.');
      if (SWITCHES.includes(name)) continue;
      const expected = OF_SETTING[name] ?? news;
      test(`${name}: new are ${expected.join(', ') || 'none'}`, async () => {
        expect(await renewedBy(settings, changed(settings, path))).toEqual(expected);
      });
    }
  }

  test('nothing: new are none', async () => {
    expect(await renewedBy(settings, settingsWith({}))).toEqual(NOTHING);
  });

  test('what is listed here is all there is, secrets too', () => {
    const names = paths.map((path) => path.join('.'));
    expect(Object.keys(OF_SETTING).filter((name) => !names.includes(name))).toEqual([]);
    expect(new Set(paths.map(([group]) => group))).toEqual(new Set(Object.keys(OF_GROUP)));
    const secrets = names.filter((name) => name.includes('.secrets.')).map((name) => name.split('.')[2]);
    expect(secrets.sort()).toEqual(Object.keys(SECRETS).sort());
    const fields = Object.values(STORED_FIELDS).flatMap(({ shape }) => Object.entries(shape));
    expect(unset(fields, JSON_DATA)).toEqual(['assumeRoleARN']); // assumeRoleArn, as Grafana's Go code spells it
    expect(unset(Object.entries(mirrorObject.shape), MIRROR_DATA)).toEqual([]);
  });

  test('a socket: new is everything', async () => {
    const before = settingsWith({}, 'redis+socket:///a.sock');
    expect(await renewedBy(before, settingsWith({}, 'redis+socket:///b.sock'))).toEqual(EVERYTHING);
  });

  test.each<[group: 'connection' | 'keys' | 'sampling' | 'workers' | 'mirror']>([
    ['connection'],
    ['keys'],
    ['sampling'],
    ['workers'],
    ['mirror'],
  ])('a field of %s that nobody has thought about yet: as its group', async (group) => {
    expect(await renewedBy(settings, { ...settings, [group]: { ...settings[group], later: 'x' } })).toEqual(OF_GROUP[group]);
  });
});

describe('a mirror with a lock connects to the broker too, so it is new with', () => {
  const settings = settingsWith({ lock: 'redis' });
  test.each(['broker.anyCertificate', 'user', 'tls.skipVerify', 'secrets.password', 'secrets.tlsCACert'])('%s', async (name) => {
    const after = changed(settings, ['connection', ...name.split('.')]);
    expect(await renewedBy(settings, after)).toEqual(['reader', 'workers', 'mirror', 'archive']);
  });
});

test('a URL that no longer says that any certificate will do gets a connection of its own', async () => {
  const of = (url: string) =>
    parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData: { mirror: { enabled: true } }, secureJsonData: {} });
  const renewed = await renewedBy(of('rediss://h:6379/0?ssl_cert_reqs=none'), of('rediss://h:6379/0'));
  expect(renewed).toEqual(CONNECTION);
});
