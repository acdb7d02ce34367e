import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { realAdapters } from '../../pkg-proxy/adapters';
import type { MinuteLock } from '../../pkg-proxy/queues/ports/minute-lock';
import { parseSettings } from '../../src/contract/parse-settings';
import { startRedis, type TestRedis } from '../setup/redis';
import { patient } from './cloudwatch-harness';

const MINUTE = 60_000;
const noon = Date.UTC(2026, 10, 25, 12);
const LABEL = 'Celery/Redis in eu-west-1';
let server: TestRedis;
let admin: Redis;
let locks: MinuteLock[];

beforeAll(async () => {
  server = await startRedis();
  admin = new Redis(server.url);
});
afterAll(async () => {
  admin.disconnect();
  await server.stop();
});
beforeEach(async () => {
  locks = [];
  await admin.flushall();
});
afterEach(() => {
  for (const lock of locks) lock.close();
});

const settingsOf = ({ url = server.url, user = '', mirror = {}, secrets = {} }) =>
  parseSettings({
    uid: 'u',
    name: 'n',
    url,
    user,
    jsonData: { environment: 'production', mirror: { enabled: true, lock: 'redis', ...mirror } },
    secureJsonData: secrets,
  });
function lockOf(how: Parameters<typeof settingsOf>[0] = {}, label = LABEL): MinuteLock {
  const lock = realAdapters().lock(settingsOf(how), label);
  if (!lock) throw new Error('no lock');
  locks.push(lock);
  return lock;
}
/** As if the lock had been in use since long. */
const remembering = (name = `backlog:${LABEL}/production:since`) => admin.set(name, '2020-01-01T00:00Z');
const claim = (lock: MinuteLock, minute = noon) => lock.claim(minute, patient());

describe('a minute', () => {
  beforeEach(() => remembering());

  test('belongs to the first that claims it, until it is given back or done', async () => {
    const [a, b] = [lockOf(), lockOf()];
    expect([await claim(a), await claim(b), await claim(a)]).toEqual(['mine', 'taken', 'mine']);
    await a.release(noon, patient());
    expect([await claim(b), await claim(a)]).toEqual(['mine', 'taken']);
    await b.done(noon, patient());
    expect([await claim(a), await claim(b), await claim(a, noon + MINUTE)]).toEqual(['done', 'done', 'mine']);
  });

  test('is claimed once by twenty at the same moment, whatever they race for', async () => {
    const many = Array.from({ length: 20 }, () => lockOf());
    for (let i = 0; i < 20; i++) {
      const claims = await Promise.all(many.map((lock) => claim(lock, noon + i * MINUTE)));
      expect(claims.filter((said) => said === 'mine')).toHaveLength(1);
    }
  });

  test('has a key that says what it is, and ends four hours later', async () => {
    await claim(lockOf());
    const key = `backlog:${LABEL}/production:2026-11-25T12:00Z`;
    expect((await admin.keys('*')).toSorted()).toEqual([key, `backlog:${LABEL}/production:since`]);
    const ttl = await admin.pttl(key);
    expect(ttl).toBeGreaterThan(3.9 * 60 * MINUTE);
    expect(ttl).toBeLessThanOrEqual(4 * 60 * MINUTE);
  });

  test('is one for all that write the same metrics, and another for others', async () => {
    const a = lockOf();
    expect(await claim(a)).toBe('mine');
    await remembering(`backlog:${LABEL}/staging:since`);
    await remembering('backlog:Celery/Redis in us-east-1/production:since');
    await remembering(`team:${LABEL}/production:since`);
    await remembering('backlog:redis_redis in eu-west-1:since');
    const others: [Parameters<typeof settingsOf>[0], string][] = [
      [{}, 'Celery/Redis in us-east-1'],
      [{ mirror: { lockPrefix: 'team:' } }, LABEL],
      [{ mirror: { naming: 'perQueue' } }, 'redis_redis in eu-west-1'],
    ];
    for (const [how, label] of others) expect(await claim(lockOf(how, label))).toBe('mine');
    expect(realAdapters().lock(settingsOf({ mirror: { lock: 'none' } }), LABEL)).toBeUndefined();
  });
});

describe('what the lock remembers', () => {
  test('begins with the minute in which the first mirror starts', async () => {
    const now = Date.now();
    const lock = lockOf();
    await lock.open(patient());
    await lockOf().open(patient());
    const said = await claim(lock, Math.floor((now + 15_000) / MINUTE) * MINUTE);
    expect([said, await claim(lock, Math.floor(now / MINUTE - 1) * MINUTE)]).toEqual(['mine', 'unknown']);
  });

  test('is not trusted after the server lost it: what was done before cannot be done twice', async () => {
    const [a, b] = [lockOf(), lockOf()];
    const running = Math.floor(Date.now() / MINUTE) * MINUTE;
    await remembering();
    expect(await claim(a, running)).toBe('mine');
    await a.done(running, patient());
    await admin.flushall();
    expect([await claim(b, running), await claim(b, running), await claim(a, running - MINUTE)]).toEqual(['unknown', 'unknown', 'unknown']);
    // One that starts now changes nothing about it.
    await lockOf().open(patient());
    expect(await claim(b, running)).toBe('unknown');
    expect(await claim(a, running + 3 * MINUTE)).toBe('mine');
    expect(await claim(b, running + 3 * MINUTE)).toBe('taken');
  });
});

describe('the rights it needs', () => {
  const RIGHTS = ['resetkeys', 'resetchannels', 'nocommands', '+set', '+get', '+del', '~backlog:*'];
  /** The line of docs/least-privilege.md, with the lock's beside it. */
  const READ_ONLY = '%R~* +ping +select +info +client|setname +scan +smembers +llen +eval_ro +evalsha_ro'.split(' ');

  test.each([
    ['alone', RIGHTS],
    ['in brackets beside those for reading', ['resetkeys', 'resetchannels', 'nocommands', ...READ_ONLY, '(+set +get +del ~backlog:*)']],
  ])('are +set +get +del ~backlog:*, %s; nothing else can be written, nor read by them', async (_, rights) => {
    await admin.acl('SETUSER', 'lock', 'reset', 'on', '>secret', ...rights);
    await admin.rpush('celery', 'task');
    const lock = lockOf({ user: 'lock', secrets: { password: 'secret' } });
    await lock.open(patient());
    await remembering();
    expect(await claim(lock)).toBe('mine');
    await lock.done(noon, patient());
    await lock.release(noon, patient());
    expect(await admin.exists(`backlog:${LABEL}/production:2026-11-25T12:00Z`)).toBe(0);

    const user = new Redis(server.port, { username: 'lock', password: 'secret', disableClientInfo: true, enableReadyCheck: false });
    for (const command of [
      ['get', 'celery-task-meta-1'],
      ['set', 'celery', 'x'],
      ['del', 'celery'],
      ['rpush', 'celery', 'x'],
      ['rpush', 'backlog:x', 'x'],
      ['flushall'],
    ]) {
      const [name = '', ...args] = command;
      await expect(user.call(name, ...args), command.join(' ')).rejects.toThrow(/NOPERM/);
    }
    user.disconnect();
    expect(await admin.lrange('celery', 0, -1)).toEqual(['task']);
  });

  test.each([
    ['the commands', ['+@read', '~*'], /may not run SET.*\+set \+get \+del ~backlog:\*/s],
    ['the keys', ['+set', '+get', '+del', '~other:*'], /\+set \+get \+del ~backlog:\*/],
  ])('are named when %s are missing', async (_, rights, message) => {
    await admin.acl('SETUSER', 'poor', 'reset', 'on', '>secret', ...rights);
    const lock = lockOf({ user: 'poor', secrets: { password: 'secret' } });
    await expect(claim(lock)).rejects.toThrow(message);
    await expect(claim(lock)).rejects.not.toThrow(/secret/);
  });
});

test('giving a minute back is sent once: a second time it could be another’s', async () => {
  await remembering();
  const lock = lockOf();
  const other = lockOf();
  await claim(lock);
  await claim(other, noon + MINUTE); // the other has its connection
  const id = /id=(\d+) .*name=backlog/.exec((await admin.client('LIST')) as string)?.[1] ?? '';
  await admin.client('KILL', 'ID', id);
  await expect(lock.release(noon, patient())).rejects.toThrow(/connection was closed/);
  expect([await claim(other), await claim(lock)]).toEqual(['taken', 'mine']);
});

describe('where the lock is', () => {
  test('another server and database, with its own user and password', async () => {
    const apart = await startRedis({ password: 'of-the-lock' });
    const there = new Redis(apart.url);
    try {
      await there.acl('SETUSER', 'mirror', 'reset', 'on', '>of-mirror', '+set', '+get', '+del', '+select', '~backlog:*');
      const mirror = { lockUrl: `redis://mirror@127.0.0.1:${apart.port}/3` };
      const lock = lockOf({ mirror, secrets: { password: 'of-the-broker', lockPassword: 'of-mirror' } });
      await lock.open(patient());
      await there.select(3);
      expect(await there.keys('*')).toEqual([`backlog:${LABEL}/production:since`]);
      expect(await admin.keys('*')).toEqual([]);
      expect(lock.label).toBe(`Redis at 127.0.0.1:${apart.port}/3`);
      expect(JSON.stringify(lock)).not.toContain('of-mirror');
      const wrong = lockOf({ mirror, secrets: { lockPassword: 'wrong-secret' } });
      await expect(claim(wrong)).rejects.toThrow(/refused the user or the password/);
    } finally {
      there.disconnect();
      await apart.stop();
    }
  });

  test('a server that closes idle connections: nobody notices', async () => {
    await remembering();
    const lock = lockOf();
    expect(await claim(lock)).toBe('mine');
    for (let i = 1; i < 4; i++) {
      const id = /id=(\d+) .*name=backlog/.exec((await admin.client('LIST')) as string)?.[1] ?? '';
      await admin.client('KILL', 'ID', id);
      expect(await claim(lock, noon + i * MINUTE)).toBe('mine');
    }
  });

  test('a server that comes back, or was demoted meanwhile, is used again', async () => {
    const first = await startRedis();
    await first.stop();
    const { port } = first;
    const lock = lockOf({ url: `redis://127.0.0.1:${port}/0` });
    await expect(claim(lock)).rejects.toThrow(/nothing accepts connections there/);
    const back = await startRedis({ port });
    const there = new Redis(back.url);
    try {
      await there.set(`backlog:${LABEL}/production:since`, '2020-01-01T00:00Z');
      expect(await claim(lock)).toBe('mine');
      const connections = async () => (await there.client('LIST')) as string;
      const before = /id=(\d+) .*name=backlog/.exec(await connections())?.[1];
      await there.replicaof('127.0.0.1', 1);
      await expect(claim(lock, noon + MINUTE)).rejects.toThrow(/READONLY/);
      await there.replicaof('NO', 'ONE');
      expect(await claim(lock, noon + MINUTE)).toBe('mine');
      expect(/id=(\d+) .*name=backlog/.exec(await connections())?.[1]).not.toBe(before);
    } finally {
      there.disconnect();
      await back.stop();
    }
  });
});
