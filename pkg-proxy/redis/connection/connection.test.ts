import type { Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { parseSettings } from '../../../src/contract/parse-settings';
import { answering, type FalseRedis, startFalseRedis } from '../../../test/setup/false-redis';
import { RedisQueueReader } from '../../celery/queue-reader';
import { RemoteControl } from '../../celery/workers/remote-control';
import { WorkerEvents } from '../../celery/workers/worker-events';
import { RedisMinuteLock } from '../minute-lock';
import { RedisConnection } from './connection';

const servers: FalseRedis[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

async function serve(greet: (socket: Socket) => void): Promise<FalseRedis> {
  const server = await startFalseRedis(greet);
  servers.push(server);
  return server;
}

function settingsOf(url: string, jsonData: Record<string, unknown> = {}, password?: string) {
  return parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData, secureJsonData: password === undefined ? {} : { password } });
}

const soon = () => AbortSignal.timeout(10_000);
const protocol = { name: 'BrokerError', code: 'protocol', message: expect.stringContaining('does not answer like Redis') };
const listener = { listening: () => {}, heard: () => {}, unreadable: () => {} };

const NONSENSE: readonly [string, (socket: Socket) => void][] = [
  ['the number 1', answering(':1\r\n')],
  ['an empty list', answering('*0\r\n')],
  ['OK', answering('+OK\r\n')],
  ['nothing', answering('$-1\r\n')],
  ['two answers for one', answering('*2\r\n:0\r\n:0\r\n*2\r\n:0\r\n:0\r\n')],
  ['an impossible list', answering('*99999999999\r\n')],
  ['no RESP', answering('HTTP/1.1 400 Bad Request\r\n\r\n')],
];

describe.each(NONSENSE)('a server that answers every command with %s is no Redis', (name, greet) => {
  const url = async () => (await serve(greet)).url;

  test('for a sample, with queues and without', async () => {
    const reader = new RedisQueueReader(settingsOf(await url()));
    await expect(reader.depths(['a', 'b'], soon())).rejects.toMatchObject(protocol);
    await expect(reader.depths([], soon())).rejects.toMatchObject(protocol);
    reader.close();
  });

  test('for what lies behind the lengths', async () => {
    const reader = new RedisQueueReader(settingsOf(await url()));
    const lists = [{ queue: 'celery', step: 0, anchor: undefined, tail: undefined }];
    const ask = { lists, ageHeader: 'enqueued_at', visibilityTimeoutMs: 1000 };
    await expect(reader.probe(ask, soon())).rejects.toMatchObject(protocol);
    await expect(reader.peek('celery', 'enqueued_at', soon())).rejects.toMatchObject(protocol);
    reader.close();
  });

  test('for discovery', async () => {
    const reader = new RedisQueueReader(settingsOf(await url()));
    await expect(reader.discover(soon())).rejects.toMatchObject(protocol);
    reader.close();
  });

  // OK is what logging in is answered with.
  test.skipIf(name === 'OK').each([
    ['password', '0', 'x'],
    ['database', '2', undefined],
  ])('for whoever logs in with a %s', async (_, db, password) => {
    const connection = new RedisConnection(settingsOf((await url()).replace(/0$/, db), {}, password).connection);
    await expect(connection.use(soon(), (client) => client.llen('x'))).rejects.toMatchObject(protocol);
    connection.close();
  });

  test('for whoever listens to workers', async () => {
    await expect(new WorkerEvents(settingsOf(await url())).listen(listener, soon())).rejects.toMatchObject(protocol);
  });

  test('for whoever asks workers', async () => {
    await expect(new RemoteControl(settingsOf(await url())).ask('stats', soon())).rejects.toMatchObject(protocol);
  });

  test('for the lock of the mirror', async () => {
    const lock = new RedisMinuteLock({ connection: settingsOf(await url()).connection, prefix: 'p:', series: 's' });
    // Nothing is what a lock holds of which everything is forgotten; so nobody knows whether the minute is free.
    if (name === 'nothing') await expect(lock.claim(60_000, soon())).resolves.toBe('unknown');
    else await expect(lock.claim(60_000, soon())).rejects.toMatchObject(protocol);
    if (name !== 'OK') await expect(lock.done(60_000, soon())).rejects.toMatchObject(protocol);
    lock.close();
  });

  test('for whoever asks a sentinel', async () => {
    const reader = new RedisQueueReader(settingsOf((await url()).replace('redis:', 'sentinel:'), { sentinelMaster: 'm' }));
    await expect(reader.depths(['a'], soon())).rejects.toMatchObject({
      name: 'BrokerError',
      code: 'protocol',
      message: expect.stringContaining('(a sentinel)'),
    });
    reader.close();
  });
});

describe('what ends a connection is told at once, by what it was', () => {
  const code = async (greet: (socket: Socket) => void, url = (port: number) => `redis://127.0.0.1:${port}/2`, password = 'x') => {
    const connection = new RedisConnection(settingsOf(url((await serve(greet)).port), {}, password).connection);
    const error: unknown = await connection.use(soon(), (client) => client.llen('celery')).catch((e: unknown) => e);
    connection.close();
    return error;
  };
  const said = (command: string, answer: string) => answering((word) => (word.toUpperCase() === command ? answer : '+OK\r\n'));

  test.each([
    ['LOADING Redis is loading the dataset in memory', 'loading'],
    ['MASTERDOWN Link with MASTER is down', 'loading'],
    ['BUSY Redis is busy running a script', 'loading'],
    ['NOAUTH Authentication required.', 'auth'],
    ["NOPERM this user has no permissions to run the 'select' command", 'permission'],
    ["READONLY You can't write against a read only replica.", 'protocol'],
    ["OOM command not allowed when used memory > 'maxmemory'.", 'protocol'],
    ['MISCONF Redis is configured to save RDB snapshots', 'protocol'],
    ['DENIED Redis is running in protected mode', 'protocol'],
    ['CLUSTERDOWN The cluster is down', 'protocol'],
  ])('%s is no wrong database and no wrong password', async (reply, expected) => {
    for (const command of ['AUTH', 'SELECT']) {
      const error = await code(said(command, `-${reply}\r\n`));
      expect(error, command).toMatchObject({ name: 'BrokerError', code: expected, message: expect.stringContaining(reply) });
    }
  });

  test('an error without a code of its own is of the step that failed', async () => {
    expect(await code(said('AUTH', '-ERR invalid password\r\n'))).toMatchObject({ code: 'auth' });
    expect(await code(said('SELECT', '-ERR DB index is out of range\r\n'))).toMatchObject({ code: 'database' });
  });

  test('an answer to nothing ends it, since after that every answer would count for the wrong question', async () => {
    const connection = new RedisConnection(settingsOf((await serve(answering(':1\r\n:1\r\n'))).url).connection);
    const open = connection.use(soon(), (client) => client.llen('celery').then(() => new Promise<never>(() => {})));
    await expect(open).rejects.toMatchObject({ ...protocol, message: expect.stringContaining('without a request') });
    connection.close();
  });

  test('a text without end is not gathered without end', async () => {
    const chunk = 'x'.repeat(8 * 1024 * 1024);
    const flood = (socket: Socket) => {
      const more = () => {
        while (socket.writable && socket.write(chunk));
      };
      socket.on('drain', more);
      socket.once('data', () => {
        socket.write('$9000000000\r\n');
        more();
      });
    };
    const connection = new RedisConnection(settingsOf((await serve(flood)).url).connection);
    await expect(connection.use(AbortSignal.timeout(60_000), (client) => client.llen('celery'))).rejects.toMatchObject({
      code: 'protocol',
      message: expect.stringContaining('256 MiB'),
    });
    connection.close();
  });
});
