import type { Socket } from 'node:net';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Backend, column, type TestDatasource } from '../setup/backend';
import { answering, type FalseRedis, interrupting, startFalseRedis } from '../setup/false-redis';
import { startRedis, type TestRedis } from '../setup/redis';
import { randomOf } from '../setup/seeded-random';
import { waitFor } from '../setup/wait-for';

/**
 * What listens where a Redis is expected costs its own datasource and nothing else: one process runs them all, next to a good one.
 */
let redis: TestRedis;
let admin: Redis;
let backend: Backend;
const endpoints: FalseRedis[] = [];

/** Everything that makes connections is on: samples, looks, discovery, workers heard and asked. */
const jsonData = { environment: 'test', sampleSeconds: 1, queues: ['celery'], remoteControl: true };
const good = (): TestDatasource => ({ uid: 'good', url: redis.url, jsonData });
const QUERIES = [{ queryType: 'now' }, { queryType: 'tasks' }, { queryType: 'workers' }, { queryType: 'broker' }, { queryType: 'history' }];

async function urlOf(greet: (socket: Socket) => void): Promise<string> {
  const endpoint = await startFalseRedis(greet);
  endpoints.push(endpoint);
  return endpoint.url;
}

beforeAll(async () => {
  redis = await startRedis();
  admin = new Redis(redis.url);
  await admin.lpush('celery', '{}', '{}', '{}');
  backend = await Backend.start();
});
afterAll(async () => {
  admin?.disconnect();
  await Promise.all([backend?.stop(), redis?.stop(), ...endpoints.map((endpoint) => endpoint.stop())]);
});

const random = randomOf(7);
const noise = Buffer.from(Array.from({ length: 4096 }, () => random() * 256));
const speaking = (words: string | Buffer) => (socket: Socket) => void socket.write(words);
const parting = (words: string | Buffer) => (socket: Socket) => void socket.end(words);

const NONSENSE: readonly [string, (socket: Socket) => void][] = [
  ['the number 1', answering(':1\r\n')],
  ['an empty list', answering('*0\r\n')],
  ['OK', answering('+OK\r\n')],
  ['nothing', answering('$-1\r\n')],
  ['no list', answering('*-1\r\n')],
  ['PONG', answering('+PONG\r\n')],
  ['a list of lists', answering('*4\r\n*0\r\n*0\r\n*0\r\n*0\r\n')],
  ['an error', answering('-ERR go away\r\n')],
  ['two answers for one', answering(':0\r\n:0\r\n')],
  ['the command itself', (socket) => socket.pipe(socket)],
  ['random bytes', speaking(noise)],
  ['the head of a huge text', answering('$9999999999\r\nx')],
  ['a huge text', answering(`$400000000\r\n${'x'.repeat(1_000_000)}`)],
  ['the head of a huge list', answering('*4294967295\r\n:1\r\n')],
  ['the head of an impossible list', answering('*99999999999\r\n')],
  ['half a frame and then silence', answering('*4\r\n:1\r\n$3\r\na')],
  ['messages that nobody asked for', answering('*3\r\n$7\r\nmessage\r\n$1\r\na\r\n$1\r\nb\r\n')],
  ['a subscription that nobody asked for', answering('*3\r\n$10\r\npsubscribe\r\n*-1\r\n:1\r\n')],
  ['HTTP', parting('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')],
  ['a TLS alert', parting(Buffer.from('15030300020228', 'hex'))],
  ['a greeting of SMTP', speaking('220 mail.example ESMTP\r\n')],
  ['no word, and hangs up', parting('')],
];

test.concurrent.each(NONSENSE)('%s costs its own datasource alone', async (name, greet) => {
  const url = await urlOf(greet);
  const bad: TestDatasource[] = [
    { uid: `plain ${name}`, url, jsonData },
    { uid: `unknown queues ${name}`, url, jsonData: { ...jsonData, queues: [] } },
    { uid: `password ${name}`, url: `${url.slice(0, -1)}2`, jsonData, secureJsonData: { password: 'x' } },
    { uid: `sentinel ${name}`, url: url.replace('redis:', 'sentinel:'), jsonData: { ...jsonData, sentinelMaster: 'm' } },
    { uid: `tls ${name}`, url: url.replace('redis:', 'rediss:'), jsonData },
  ];
  await Promise.all(
    bad.map(async (ds) => {
      const answers = await Promise.all([...QUERIES.map((query) => backend.query(ds, [query])), backend.query(ds, QUERIES)]);
      expect(await backend.health(ds), ds.uid).toMatchObject({ status: 'ERROR' });
      // Whoever answers the wrong thing is not read: never 0, never exact.
      const [now] = answers[0] ?? [];
      expect(now?.error, ds.uid).toMatch(/^Redis at /);
      expect(now?.frames.flatMap(({ schema }) => schema.fields)).toEqual([]);
    }),
  );
  await theGoodOneGoesOn();
});

test.concurrent.each([
  ['without channel and text', '*2\r\n$8\r\npmessage\r\n$1\r\na\r\n'],
  ['of nothing', '*4\r\n$8\r\npmessage\r\n$-1\r\n$-1\r\n$-1\r\n'],
  ['of lists', '*4\r\n$8\r\npmessage\r\n*0\r\n*-1\r\n*-1\r\n'],
  ['of the kind of nothing', '*1\r\n$-1\r\n'],
  ['that is an empty list', '*0\r\n'],
  ['that is no RESP', 'pmessage\r\n'],
  ['that ends a subscription', '*3\r\n$12\r\npunsubscribe\r\n$1\r\na\r\n:0\r\n'],
])('a message of workers %s costs what is known of workers alone', async (name, frame) => {
  const ds: TestDatasource = { uid: `workers ${name}`, url: await urlOf(interrupting(redis.port, 'psubscribe', frame)), jsonData };
  await backend.query(ds, [{ queryType: 'now' }]);
  const problem = await waitFor('the health check to say so', 20_000, async () => {
    const { status, message } = await backend.health(ds);
    expect(status).toBe('OK');
    return /[^.]*orkers[^.]*/.exec(message)?.[0];
  });
  expect(problem).toBeDefined();
  const [answer] = await backend.query(ds, [{ queryType: 'now' }]);
  expect(column(answer?.frames[0], 'waiting')).toEqual([3]);
  await theGoodOneGoesOn();
});

async function theGoodOneGoesOn(): Promise<void> {
  const lastSample = async () => Reflect.get(Object((await backend.health(good())).details['lastSample']), 'at');
  const before = await lastSample();
  await waitFor('another sample of the good one', 20_000, async () => (await lastSample()) !== before);
  const [answer] = await backend.query(good(), [{ queryType: 'now' }]);
  expect(column(answer?.frames[0], 'waiting')).toEqual([3]);
  expect(backend.process.child.exitCode).toBeNull();
  expect(backend.process.stderr).not.toContain('uncaught error');
}
