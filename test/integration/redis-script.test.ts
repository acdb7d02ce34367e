import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { Script, type ScriptCall } from '../../pkg-proxy/redis/script';
import { startRedis, type TestRedis } from '../setup/redis';

let redis: TestRedis;
let admin: Redis;

beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
});
afterAll(async () => {
  admin.disconnect();
  await redis.stop();
});
beforeEach(async () => {
  await admin.script('FLUSH', 'SYNC');
});

/** Answers its keys and arguments. */
const ECHO = new Script('return {#KEYS, KEYS[1], ARGV[1]}');
const CALLS: readonly ScriptCall[] = [{ keys: ['a', 'b'], args: ['x'] }, { keys: ['c'], args: [7] }, { keys: ['d'] }];
const ANSWERS = [
  [2, 'a', 'x'],
  [1, 'c', '7'],
  [1, 'd'],
];

/** How often the server was asked to run scripts meanwhile, by command. */
async function runs(work: () => Promise<unknown>): Promise<Record<string, number>> {
  await admin.config('RESETSTAT');
  await work();
  const stats = await admin.info('commandstats');
  return Object.fromEntries([...stats.matchAll(/^cmdstat_(eval\w*):calls=(\d+)/gm)].map(([, name, calls]) => [name, Number(calls)]));
}

test('sends its text once, and after that its hash', async () => {
  const asked = async () => expect(await ECHO.run(admin, CALLS)).toEqual(ANSWERS);
  // All three by hash, of which the server knows none; then the first by its text.
  expect(await runs(asked)).toEqual({ evalsha_ro: 5, eval_ro: 1 });
  expect(await runs(asked)).toEqual({ evalsha_ro: 3 });
});

test.each([
  ['by hash', '+eval_ro', []],
  ['at all', '', []],
  ['as the server does not know the command', '+@all', ['--rename-command', 'EVALSHA_RO', '']],
  ['by their text', '+evalsha_ro', []],
])('answers nothing where scripts may not be run %s', async (_, rights, args) => {
  const other = await startRedis({ args });
  onTestFinished(other.stop);
  const client = new Redis(other.url);
  onTestFinished(() => client.disconnect());
  await client.call('ACL', 'SETUSER', 'poor', 'reset', 'on', '>pw', '~*', '+ping', ...(rights === '' ? [] : [rights]));
  await client.auth('poor', 'pw');
  expect(await ECHO.run(client, CALLS)).toBeUndefined();
});

test('throws where the connection is gone', async () => {
  const client = new Redis(redis.url, { lazyConnect: true, retryStrategy: () => null });
  await client.connect();
  client.disconnect();
  await expect(ECHO.run(client, CALLS)).rejects.toThrow(/closed/i);
});
