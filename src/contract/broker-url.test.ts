import { describe, expect, test } from 'vitest';
import { type BrokerUrl, parseBrokerUrl } from './broker-url';
import { ContractError } from './problem';

describe('the forms that Celery takes', () => {
  test.each<[url: string, wanted: Partial<BrokerUrl>]>([
    ['redis://h', { scheme: 'redis', host: 'h', port: 6379, db: 0, tls: false, label: 'h:6379/0' }],
    ['redis://h:6380/3', { port: 6380, db: 3, label: 'h:6380/3' }],
    ['redis://h/', { db: 0 }],
    ['redis://h:6379/2/', { db: 2 }],
    ['  redis://h:6379/1\n', { host: 'h', db: 1 }],
    ['h:6380/3', { scheme: 'redis', host: 'h', port: 6380, db: 3 }],
    ['REDISS://h', { scheme: 'rediss', port: 6379, tls: true }],
    ['redis://h?ssl_ca_certs=/etc/ca.pem', { scheme: 'rediss', tls: true, anyCertificate: false }],
    ['redis://h/1?ssl_cert_reqs=none', { scheme: 'rediss', tls: true, anyCertificate: true, db: 1 }],
    ['sentinel://h/1?ssl_cert_reqs=required', { scheme: 'sentinel', tls: true }],
    ['rediss://h:6379/0?ssl_cert_reqs=required&ssl_ca_certs=/etc/ca.pem', { scheme: 'rediss', db: 0, label: 'h:6379/0' }],
    ['redis://[::1]:6380/1', { host: '::1', port: 6380, db: 1, label: '[::1]:6380/1' }],
    ['redis://[fe80::1]', { host: 'fe80::1', port: 6379 }],
    ['[::1]:6379', { host: '::1' }],
    ['redis+socket:///var/run/redis.sock', { scheme: 'socket', path: '/var/run/redis.sock', db: 0, label: '/var/run/redis.sock/0' }],
    ['redis+socket:///var/run/redis.sock?virtual_host=3', { path: '/var/run/redis.sock', db: 3 }],
    ['redis+socket:///with%20space.sock?virtual_host=/2', { path: '/with space.sock', db: 2 }],
    ['redis+socket:///r.sock?socket_timeout=5&virtual_host=1&client_name=x', { path: '/r.sock', db: 1, ignored: [] }],
    ['redis://h/4?connect_timeout=3&heartbeat=10&db=&virtual_host', { db: 4, ignored: [] }],
    [
      'rediss://h/4?ssl_cert_reqs=none&ssl_ca_certs=/ca.pem&credential_provider=app.Iam',
      { db: 4, anyCertificate: true, ignored: ['ssl_ca_certs', 'credential_provider'] },
    ],
    ['redis+socket://:pw@/r.sock', { path: '/r.sock', password: 'pw' }],
    [
      'sentinel://h1:26379;sentinel://h2:26380/2',
      {
        scheme: 'sentinel',
        nodes: [
          { host: 'h1', port: 26379 },
          { host: 'h2', port: 26380 },
        ],
        db: 2,
        label: 'h1:26379,h2:26380/2',
      },
    ],
    ['sentinel://h1/1;sentinel://h2/1;', { db: 1, port: 26379 }],
    ['sentinel://u:p@h1;sentinel://[::2]:26379', { user: 'u', password: 'p', label: 'h1:26379,[::2]:26379/0' }],
    ['sentinel://h1;sentinel://:late@h2', { password: 'late', host: 'h1' }],
  ])('%s', (url, wanted) => expect(parseBrokerUrl(url)).toMatchObject(wanted));
});

describe('passwords', () => {
  test.each<[userinfo: string, user: string | undefined, password: string | undefined]>([
    [':secret', undefined, 'secret'],
    ['u:secret', 'u', 'secret'],
    ['u:', 'u', undefined],
    ['u', 'u', undefined],
    [':p@ss', undefined, 'p@ss'],
    [':p:a:s', undefined, 'p:a:s'],
    [':p/a/s', undefined, 'p/a/s'],
    [':p%', undefined, 'p%'],
    [':100%sure', undefined, '100%sure'],
    [':p#a?b', undefined, 'p#a?b'],
    [':a b', undefined, 'a b'],
    [':p+q=&', undefined, 'p+q=&'],
    [':p%40%3A%2F%25%23', undefined, 'p@:/%#'],
    [':p%40%zz', undefined, 'p@%zz'],
    [':%F0%9F%94%91\u{1f511}', undefined, '\u{1f511}\u{1f511}'],
    [':%ff', undefined, '%ff'],
    ['u%40corp:redis://x@y', 'u@corp', 'redis://x@y'],
    [':[::1]:6379/0', undefined, '[::1]:6379/0'],
  ])('%s', (userinfo, user, password) => {
    for (const scheme of ['redis://', 'rediss://', 'sentinel://']) {
      const url = parseBrokerUrl(`${scheme}${userinfo}@host.example:7000/4`);
      expect([url.user, url.password, url.host, url.port, url.db]).toEqual([user, password, 'host.example', 7000, 4]);
      expect(url.label).toBe('host.example:7000/4');
    }
  });
});

describe('parameters that say something else than one may think', () => {
  const DATABASE =
    /the database after the last slash, as in (redis|rediss|sentinel):\/\/host\/3: .*, got the parameter "(db|virtual_host)"/;
  test.each<[url: string, says: RegExp]>([
    ['redis://h?db=4', DATABASE],
    ['redis://h/1?virtual_host=4', DATABASE],
    ['rediss://h?ssl_cert_reqs=none&db=4', DATABASE],
    ['sentinel://h1;sentinel://h2?virtual_host=4', DATABASE],
    ['redis+socket:///r.sock?db=2', /\?virtual_host=3: Celery ignores "db", got the parameter "db"/],
    ['redis+socket:///r.sock?virtual_hots=2', /without "virtual_hots": remove it, or check how it is spelled/],
    ['redis://h?DB=4', /without "DB"/],
    ['redis://h?timeout=4', /without "timeout"/],
    ['redis://h?pass%20word!=4', /without unknown parameters.*, got a parameter with another name/],
  ])('%s', (url, says) => {
    expect(() => parseBrokerUrl(url)).toThrow(ContractError);
    expect(() => parseBrokerUrl(url)).toThrow(says);
  });
});

describe('what is no broker URL', () => {
  const SECRET = 'hunter2';
  test.each([
    '',
    ';',
    ' ',
    'redis://',
    'redis://:hunter2@',
    'redis://u:hunter2@:6379',
    'redis://:hunter2',
    'redis://user:hunter2',
    'http://u:hunter2@h',
    'amqp://u:hunter2@h//',
    'redis://u:hunter2@h:99999',
    'redis://u:hunter2@h:0',
    'redis://u:hunter2@h:port',
    'redis://h/hunter2',
    'redis://h/-1',
    'redis://h/1.5',
    'redis://h/0x10',
    'redis://h/1e1',
    'redis://h/99999999999999999999',
    'redis://u:hunter2@h/0/1',
    'redis://u:hunter2@h1;redis://u:hunter2@h2',
    'redis://:hun;ter2@h',
    'sentinel://u:hunter2@h1;redis://h2/x',
    'redis+socket://u:hunter2@host/path',
    'redis+socket:///',
    'redis+socket:///r.sock?virtual_host=hunter2',
    'redis://u:hunter2@[::1',
    'redis://u:hunter2@h h',
    'hunter2 at redis://h',
    'redis:/u:hunter2@h:x',
    'javascript:alert(1)',
    `redis://${'@'.repeat(3000)} `,
    `${'x'.repeat(20_000)} x`,
  ])('%#', (url) => {
    let error: unknown;
    try {
      parseBrokerUrl(url);
    } catch (e) {
      error = e;
    }
    expect(error).toBeInstanceOf(ContractError);
    expect(String(error)).toMatch(/^ContractError: url: expected .+, got /);
    expect(`${String(error)} ${(error as Error).stack}`).not.toContain(SECRET);
    expect(String(error)).not.toMatch(/hun|ter2/);
  });

  test.each(['redis://:20260101', 'redis://user:20260101/0'])('a number that may be a password is not repeated: %s', (url) => {
    expect(() => parseBrokerUrl(url)).toThrow(ContractError);
    expect(() => parseBrokerUrl(url)).not.toThrow(/20260101/);
  });
});
