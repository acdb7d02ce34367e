import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { parseSettings } from './parse-settings';
import { ContractError, type Problem } from './problem';
import type { RawDatasource, Settings } from './settings';

const raw = (jsonData: unknown = {}, rest: Partial<RawDatasource> = {}): RawDatasource => ({
  uid: 'u',
  name: 'n',
  url: 'redis://redis.example:6379/1',
  user: '',
  jsonData,
  secureJsonData: {},
  ...rest,
});

function problemsOf(input: RawDatasource): readonly Problem[] {
  try {
    parseSettings(input);
  } catch (error) {
    if (error instanceof ContractError) return error.problems;
    throw error;
  }
  return [];
}

describe('defaults', () => {
  test.each<[string, unknown]>([
    ['nothing', {}],
    ['null', null],
    ['undefined', undefined],
    [
      'nulls',
      {
        queues: null,
        sampleSeconds: null,
        thresholds: { warning: null, queues: { emails: null } },
        mirror: { namespace: null },
        discover: null,
      },
    ],
    ['unknown fields', { future: { deep: [1] }, tlsSkipVerifi: true, mirror: { shards: 3 } }],
    ['empty texts', { environment: ' ', serverName: '', mirror: { namespace: '' } }],
  ])('%s', (_, jsonData) => {
    expect(parseSettings(raw(jsonData))).toMatchObject({
      environment: 'redis.example',
      connection: { tls: { skipVerify: false, auth: false, withCACert: false } },
      keys: {
        keyPrefix: '',
        unackedKey: 'unacked',
        unackedIndexKey: 'unacked_index',
        separator: '\x06\x16',
        prioritySteps: [0, 3, 6, 9],
      },
      sampling: { queues: [], discover: true, include: [], exclude: [], sampleSeconds: 5 },
      thresholds: { queues: {} },
      mirror: { enabled: false, naming: 'dimensions', maxQueues: 100, measures: ['waiting'], aws: { authType: 'default' } },
      advice: [],
    });
  });

  test('steps are ascending and unique, names unique', () => {
    expect(parseSettings(raw({ prioritySteps: [9, 0, 9, 10], queues: ['b', 'a', 'b'] }))).toMatchObject({
      keys: { prioritySteps: [0, 9, 10] },
      sampling: { queues: ['b', 'a'] },
    });
  });

  test.each(['__proto__', 'constructor', 'hasOwnProperty', 'toString'])('a queue and a worker may be called %s', (name) => {
    const named = (value: unknown) => JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(value)}}`);
    const thresholds = { critical: 5, queues: named({ critical: 1 }) };
    const settings = parseSettings(raw({ thresholds, workerQueues: named(['celery']) }));
    expect(Object.entries(settings.thresholds.queues)).toEqual([[name, { critical: 1 }]]);
    expect(Object.entries(settings.workers.queues)).toEqual([[name, ['celery']]]);
    expect(Object.getPrototypeOf(settings.thresholds.queues)).toBe(Object.prototype);
    const problems = problemsOf(raw({ thresholds: { queues: named({ critical: -1 }) }, workerQueues: named(['']) }));
    expect(problems.map(({ field, got }) => [field, got])).toEqual([
      [`jsonData.thresholds.queues.${name}.critical`, '-1'],
      [`jsonData.workerQueues.${name}[0]`, '""'],
    ]);
  });
});

test('what is parsed cannot be changed, says the compiler', () => {
  const change = ({ keys, sampling, thresholds, mirror }: Settings) => {
    // @ts-expect-error a list in a group
    keys.prioritySteps.push(1);
    // @ts-expect-error a field of a group in a group
    sampling.details.enabled = false;
    // @ts-expect-error what people named
    thresholds.queues['emails'] = {};
    // @ts-expect-error as whom AWS is used
    mirror.aws.profile = 'x';
  };
  expect(change).toBeTypeOf('function'); // for tsc alone: it is not called
});

describe('what is wrong is named, with what was expected', () => {
  const WHOLE = /^a whole number from \d+ to \d+$/;
  test.each<[jsonData: unknown, field: string, expected: RegExp]>([
    ['text', 'jsonData', /an object/],
    [[1], 'jsonData', /an object/],
    [{ sampleSeconds: 0 }, 'jsonData.sampleSeconds', /from 1 to 300/],
    [{ sampleSeconds: 301 }, 'jsonData.sampleSeconds', /from 1 to 300/],
    [{ sampleSeconds: 2.5 }, 'jsonData.sampleSeconds', /from 1 to 300/],
    [{ sampleSeconds: '5' }, 'jsonData.sampleSeconds', /from 1 to 300/],
    [{ sampleSeconds: -1e308 }, 'jsonData.sampleSeconds', /from 1 to 300/],
    [{ environment: 1 }, 'jsonData.environment', /text/],
    [{ sentinelMaster: {} }, 'jsonData.sentinelMaster', /text/],
    [{ keyPrefix: 1 }, 'jsonData.keyPrefix', /text/],
    [{ unackedKey: '' }, 'jsonData.unackedKey', /name of a key/],
    [{ unackedIndexKey: 3 }, 'jsonData.unackedIndexKey', /text/],
    [{ separator: '' }, 'jsonData.separator', /at least one character/],
    [{ separator: 6 }, 'jsonData.separator', /text/],
    [{ prioritySteps: [] }, 'jsonData.prioritySteps', /at least one/],
    [{ prioritySteps: 4 }, 'jsonData.prioritySteps', /list of whole numbers/],
    [{ prioritySteps: [0, -1] }, 'jsonData.prioritySteps[1]', WHOLE],
    [{ prioritySteps: ['0'] }, 'jsonData.prioritySteps[0]', WHOLE],
    [{ queues: 'celery' }, 'jsonData.queues', /list of names/],
    [{ queues: ['a', ''] }, 'jsonData.queues[1]', /not empty/],
    [{ queues: [null] }, 'jsonData.queues[0]', /text/],
    [{ discover: 'yes' }, 'jsonData.discover', /true or false/],
    [{ include: '*' }, 'jsonData.include', /list of names/],
    [{ exclude: [1] }, 'jsonData.exclude[0]', /text/],
    [{ thresholds: 100 }, 'jsonData.thresholds', /object with warning, critical, age and queues/],
    [{ thresholds: { warning: '100' } }, 'jsonData.thresholds.warning', /number of tasks/],
    [{ thresholds: { critical: -1 } }, 'jsonData.thresholds.critical', /number of tasks, 0 or more/],
    [{ thresholds: { queues: [] } }, 'jsonData.thresholds.queues', /by queue name/],
    [{ thresholds: { queues: 'a' } }, 'jsonData.thresholds.queues', /by queue name/],
    [{ thresholds: { queues: { '': { critical: 1 } } } }, 'jsonData.thresholds.queues', /names that are not empty/],
    [{ taskEvents: false }, 'jsonData.taskEvents', /"off", "listen"/],
    [{ workerQueues: { '': ['a'] } }, 'jsonData.workerQueues', /names that are not empty/],
    [{ workerConcurrency: { a: 0 } }, 'jsonData.workerConcurrency.a', WHOLE],
    [{ workerConcurrency: [4] }, 'jsonData.workerConcurrency', /by worker name/],
    [{ workerQueues: ['a'] }, 'jsonData.workerQueues', /by worker name/],
    [{ workerQueues: { a: 'b' } }, 'jsonData.workerQueues.a', /list of names/],
    [{ thresholds: { queues: { a: 5 } } }, 'jsonData.thresholds.queues.a', /object with warning/],
    [{ thresholds: { queues: { a: { critical: 'x' } } } }, 'jsonData.thresholds.queues.a.critical', /number of tasks/],
    [{ tlsSkipVerify: 1 }, 'jsonData.tlsSkipVerify', /true or false/],
    [{ sentinelTls: 'yes' }, 'jsonData.sentinelTls', /true or false/],
    [{ masterTls: 1 }, 'jsonData.masterTls', /true or false/],
    [{ mirror: true }, 'jsonData.mirror', /enabled: true/],
    [{ mirror: { enabled: 'true' } }, 'jsonData.mirror.enabled', /true or false/],
    [{ mirror: { naming: 'flat' } }, 'jsonData.mirror.naming', /"dimensions", "perQueue"/],
    [{ mirror: { maxQueues: 0 } }, 'jsonData.mirror.maxQueues', WHOLE],
    [{ mirror: { measures: 'waiting' } }, 'jsonData.mirror.measures', /list of measures/],
    [{ mirror: { measures: ['age'] } }, 'jsonData.mirror.measures[0]', /"waiting"/],
    [{ authType: 'magic' }, 'jsonData.authType', /"default"/],
    [{ endpoint: 1 }, 'jsonData.endpoint', /text/],
  ])('%j', (jsonData, field, expected) => {
    const problems = problemsOf(raw(jsonData));
    expect(problems.map((p) => p.field)).toEqual([field]);
    expect(problems[0]?.expected).toMatch(expected);
    expect(problems[0]?.expected).not.toMatch(/invalid|received|too (big|small)/i); // zod's own words
  });

  test('a wrong URL and a wrong field are told together', () => {
    expect(problemsOf(raw({ sampleSeconds: 0 }, { url: '' })).map((p) => p.field)).toEqual(['jsonData.sampleSeconds', 'url']);
  });

  test('sentinels need the name of their master', () => {
    const url = 'sentinel://a;sentinel://b';
    expect(problemsOf(raw({}, { url })).map((p) => p.field)).toEqual(['jsonData.sentinelMaster']);
    expect(problemsOf(raw({ sentinelMaster: 'mymaster' }, { url }))).toEqual([]);
    const mirror = { lockUrl: url };
    expect(problemsOf(raw({ mirror })).map((p) => p.field)).toEqual(['jsonData.sentinelMaster']);
    expect(problemsOf(raw({ mirror }, { url })).map((p) => p.field)).toEqual(['jsonData.sentinelMaster']);
    expect(problemsOf(raw({ mirror, sentinelMaster: 'mymaster' }))).toEqual([]);
  });
});

test('that any certificate will do for the broker says nothing of another server', () => {
  const settings = parseSettings(raw({ mirror: { lockUrl: 'rediss://l' } }, { url: 'rediss://h?ssl_cert_reqs=none' }));
  const { broker, tls } = settings.connection;
  expect([broker.anyCertificate, settings.mirror.lockUrl?.anyCertificate, tls.skipVerify]).toEqual([true, false, false]);
});

test('what only Celery can use of a URL is advised to be said elsewhere', () => {
  const { advice } = parseSettings(raw({}, { url: 'rediss://h?ssl_certfile=/c.pem&ssl_keyfile=/k.pem&ssl_cert_reqs=required' }));
  expect(advice).toEqual([expect.stringMatching(/^The URL has ssl_certfile, ssl_keyfile, which only Celery can use .* TLS settings/)]);
  expect(parseSettings(raw({}, { url: 'rediss://h?ssl_cert_reqs=none' })).advice).toEqual([]);
});

describe('TLS behind sentinels', () => {
  const at = (jsonData: object, url = 'sentinel://h') => {
    const { tls } = parseSettings(raw({ sentinelMaster: 'm', ...jsonData }, { url })).connection;
    return [tls.sentinel, tls.master];
  };

  test.each<[jsonData: object, sentinel: boolean, master: boolean]>([
    [{}, false, false],
    [{ sentinelTls: true }, true, false],
    [{ masterTls: true }, false, true],
    [{ tlsAuthWithCACert: true }, true, true],
    [{ tlsAuth: true }, true, true],
    [{ tlsSkipVerify: true }, true, true],
    [{ serverName: 'redis.example' }, true, true],
    [{ serverName: ' ' }, false, false],
    [{ tlsAuth: true, sentinelTls: false }, false, true],
    [{ tlsAuth: true, masterTls: false }, true, false],
  ])('%j', (jsonData, sentinel, master) => expect(at(jsonData)).toEqual([sentinel, master]));

  test('a parameter of the URL means the master, as Celery takes it', () => {
    expect(at({}, 'sentinel://h/0?ssl_cert_reqs=required')).toEqual([false, true]);
    expect(at({ masterTls: false }, 'sentinel://h/0?ssl_cert_reqs=required')).toEqual([false, false]);
  });

  test('the TLS fields of another broker say nothing of the sentinels of a lock, which is then told', () => {
    const jsonData = { sentinelMaster: 'm', tlsAuth: true, mirror: { lockUrl: 'sentinel://h' } };
    const settings = parseSettings(raw(jsonData, { url: 'rediss://h' }));
    expect([settings.connection.tls.sentinel, settings.connection.tls.master]).toEqual([false, false]);
    expect(settings.advice).toEqual([expect.stringContaining('jsonData.sentinelTls')]);
    expect(parseSettings(raw({ ...jsonData, sentinelTls: false }, { url: 'rediss://h' })).advice).toEqual([]);
  });
});

describe('secrets', () => {
  const secrets = { password: 'hunter2-secure', tlsClientKey: 'hunter2-key', secretKey: 'hunter2-aws', extra: 'hunter2-extra' };

  test.each<[string, RawDatasource]>([
    ['in their own fields', raw({}, { secureJsonData: secrets })],
    ['in the URL', raw({}, { url: 'redis://me:hunter2@h:6379/0' })],
    ['in the URL of a socket', raw({}, { url: 'redis+socket://:hunter2@/x.sock' })],
    ['in the URLs of sentinels', raw({ sentinelMaster: 'm' }, { url: 'sentinel://:hunter2@h1;sentinel://:hunter2@h2' })],
  ])('%s are known and never shown', (_, datasource) => {
    const settings = parseSettings(datasource);
    const { connection, mirror } = settings;
    expect(connection.secrets.password).toMatch(/^hunter2/);
    for (const shown of [
      JSON.stringify(settings),
      inspect(settings, { depth: 9 }),
      String(connection.secrets),
      JSON.stringify({ ...connection.secrets, ...mirror.secrets }),
      inspect(mirror.secrets),
      `${connection.broker.label}`,
    ])
      expect(shown).not.toContain('hunter2');
  });

  test('the field comes before the URL, an empty field does not count, and the URL is advised against', () => {
    const url = 'redis://:from-url@h';
    expect(parseSettings(raw({}, { url, secureJsonData: { password: 'field' } })).connection.secrets.password).toBe('field');
    const settings = parseSettings(raw({}, { url, secureJsonData: { password: '' } }));
    expect(settings.connection.secrets.password).toBe('from-url');
    expect(settings.advice.join()).toMatch(/move it to the Password field/);
    expect(settings.advice.join()).not.toContain('from-url');
  });

  test('the URL of the lock: its password is known, never shown, and advised against', () => {
    const settings = parseSettings(raw({ mirror: { lockUrl: 'redis://lock:hunter2@h:6379/0' } }));
    expect(settings.mirror.secrets.lockPassword).toBe('hunter2');
    expect(settings.advice).toEqual([expect.stringMatching(/jsonData\.mirror\.lockUrl.*secureJsonData\.lockPassword/)]);
    expect(inspect(settings, { depth: 9 })).not.toContain('hunter2');
  });

  const url = 'redis://:hunter2@h';
  test.each<[string, unknown, string]>([
    ['as an object', { mirror: { lockUrl: { url } } }, 'jsonData.mirror.lockUrl'],
    ['as a list', { mirror: { lockUrl: [url] } }, 'jsonData.mirror.lockUrl'],
    ['as the mirror', { mirror: url }, 'jsonData.mirror'],
    ['in a mirror written as text', { mirror: `{"lockUrl":"${url}"}` }, 'jsonData.mirror'],
    ['in a list of mirrors', { mirror: [{ lockUrl: url }] }, 'jsonData.mirror'],
    ['in jsonData written as text', `{"mirror":{"lockUrl":"${url}"}}`, 'jsonData'],
    ['no URL', { mirror: { lockUrl: 'redis://u:hunter2@h:port' } }, 'jsonData.mirror.lockUrl'],
  ])('the URL of the lock, %s, is not repeated', (_, jsonData, field) => {
    const problems = problemsOf(raw(jsonData));
    expect(problems.map((problem) => problem.field)).toEqual([field]);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  test('the user field comes before that of the URL', () => {
    expect(parseSettings(raw({}, { url: 'redis://a:b@h', user: 'field' })).connection.user).toBe('field');
    expect(parseSettings(raw({}, { url: 'redis://a:b@h' })).connection.user).toBe('a');
  });
});
