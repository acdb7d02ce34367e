import { expect, test } from 'vitest';
import { brokerUrlForms } from './broker-urls';
import { type HandOutSource, needsOf } from './needs';

function forms(source: Partial<HandOutSource>, hasPassword = false) {
  const needs = needsOf({ url: '', user: '', jsonData: {}, ...source });
  if (!needs) throw new Error('expected a broker URL');
  return brokerUrlForms(needs, hasPassword);
}

test('each form has the host, the database and the user of the settings', () => {
  const found = forms({ url: 'rediss://redis.internal:6380/3', user: 'me@x' }, true);
  expect(found.map(({ celery, url, isOwn }) => [celery, url, isOwn])).toEqual([
    ['redis://me%40x:password@redis.internal:6380/3', 'redis://redis.internal:6380/3', false],
    ['rediss://me%40x:password@redis.internal:6380/3', 'rediss://redis.internal:6380/3', true],
    ['redis+socket://me%40x:password@/run/redis/redis.sock?virtual_host=3', 'redis+socket:///run/redis/redis.sock?virtual_host=3', false],
    ['sentinel://me%40x:password@redis.internal:26379/3', 'sentinel://redis.internal:26379/3', false],
  ]);
  for (const { user, hasPassword, db } of found) expect([user, hasPassword, db]).toEqual(['me@x', true, 3]);
});

test('sentinels are all named, and their ports are not those of a Redis', () => {
  const found = forms({ url: 'sentinel://h1:26380;sentinel://[::2]/1' });
  expect(found.map(({ celery }) => celery)).toEqual([
    'redis://h1:6379/1',
    'rediss://h1:6379/1',
    'redis+socket:///run/redis/redis.sock?virtual_host=1',
    'sentinel://h1:26380/1;sentinel://[::2]:26379/1',
  ]);
  expect(found.map(({ hasPassword, user }) => [hasPassword, user])).toEqual(Array(4).fill([false, undefined]));
});

test('a socket has no host, so the others have one that stands for it', () => {
  expect(forms({ url: 'redis+socket:///tmp/r.sock' }, true).map(({ celery }) => celery)).toEqual([
    'redis://:password@redis.example.com:6379/0',
    'rediss://:password@redis.example.com:6379/0',
    'redis+socket://:password@/tmp/r.sock?virtual_host=0',
    'sentinel://:password@redis.example.com:26379/0',
  ]);
});
