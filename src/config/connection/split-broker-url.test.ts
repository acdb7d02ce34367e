import { describe, expect, test } from 'vitest';
import { readBrokerUrl, splitBrokerUrl, splitPassword } from './split-broker-url';

describe('splitBrokerUrl', () => {
  test.each([
    ['rediss://user:pw@host:6380/2', { url: 'rediss://host:6380/2', user: 'user', password: 'pw' }],
    ['  redis://:pw@host:6379/0\n', { url: 'redis://host:6379/0', user: undefined, password: 'pw' }],
    ['redis://grafana@host', { url: 'redis://host', user: 'grafana', password: undefined }],
    ['redis://u:p%40ss%2Fw@host/1', { url: 'redis://host/1', user: 'u', password: 'p@ss/w' }],
    ['redis://u:p@ss:w@host/1', { url: 'redis://host/1', user: 'u', password: 'p@ss:w' }],
    ['u:pw@host:6379/0', { url: 'host:6379/0', user: 'u', password: 'pw' }],
    ['rediss://u:pw@h:1/0?ssl_cert_reqs=none', { url: 'rediss://h:1/0?ssl_cert_reqs=none', user: 'u', password: 'pw' }],
    [
      'sentinel://:pw@a:26379/0; sentinel://:pw@b:26379/0',
      { url: 'sentinel://a:26379/0;sentinel://b:26379/0', user: undefined, password: 'pw' },
    ],
  ])('%s', (text, expected) => expect(splitBrokerUrl(text)).toEqual(expected));

  test.each(['redis://host:6379/0', 'redis+socket:///run/redis@home.sock', 'http://u:pw@host', 'redis://', ''])(
    'leaves %s alone',
    (text) => {
      expect(splitBrokerUrl(text)).toEqual({ url: text });
    },
  );
});

describe('splitPassword', () => {
  test.each([
    ['rediss://user:pw@host:6380/2', { url: 'rediss://user@host:6380/2', password: 'pw' }],
    [' redis://:pw@host:6379/0 ', { url: 'redis://host:6379/0', password: 'pw' }],
    ['redis://grafana@host', { url: 'redis://grafana@host' }],
    ['redis://a%3Ab:p%40w@host', { url: 'redis://a%3Ab@host', password: 'p@w' }],
    ['u:pw@host:6379/0', { url: 'u@host:6379/0', password: 'pw' }],
    ['http://u:pw@host', { url: 'http://u:pw@host' }],
    ['', { url: '' }],
  ])('%s', (text, expected) => expect(splitPassword(text)).toEqual(expected));

  test('what it leaves reads as the same server and user', () => {
    const { url } = splitPassword('rediss://user:pw@host:6380/2');
    expect(readBrokerUrl(url)).toEqual({ ...readBrokerUrl('rediss://user:pw@host:6380/2'), password: undefined });
  });
});

test('readBrokerUrl says what was expected, and nothing of what came', () => {
  expect(readBrokerUrl(undefined)).toBeUndefined();
  expect(readBrokerUrl('  ')).toBeUndefined();
  expect(readBrokerUrl('redis://host/3')).toMatchObject({ scheme: 'redis', db: 3 });
  const answer = readBrokerUrl('http://u:hunter2@host');
  expect(answer).toMatchObject({
    problem: expect.stringMatching(/^Expected a broker URL: redis:\/\/host:6379\/0.*, got the scheme "http:\/\/"\. Correct the URL\.$/),
  });
  expect(JSON.stringify(answer)).not.toContain('hunter2');
});
