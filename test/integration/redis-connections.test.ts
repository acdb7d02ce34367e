import { writeFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RedisQueueReader } from '../../pkg-proxy/celery/queue-reader';
import { minuteLock } from '../../pkg-proxy/redis/minute-lock';
import { parseSettings } from '../../src/contract/parse-settings';
import { startDelayProxy } from '../bench/delay-proxy';
import { Certificates, hasTlsRedis } from '../setup/certificates';
import { startFalseRedis } from '../setup/false-redis';
import { freePort } from '../setup/free-port';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';

const certificates = new Certificates();
const file = (name: string) => certificates.file(name);
const pem = (name: string) => certificates.pem(name);

async function read(url: string, jsonData: Record<string, unknown> = {}, secureJsonData: Record<string, string> = {}) {
  const reader = new RedisQueueReader(parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData, secureJsonData }));
  try {
    return await reader.depths(['celery'], AbortSignal.timeout(3000));
  } finally {
    reader.close();
  }
}

afterAll(() => certificates.remove());

describe.skipIf(!hasTlsRedis)('TLS', () => {
  let redis: TestRedis;
  let tls: string;
  beforeAll(async () => {
    for (const name of ['ca', 'other-ca']) certificates.authority(name);
    certificates.certificate('server', 'ca', 'localhost');
    certificates.certificate('client', 'ca', 'grafana');
    const port = await freePort();
    tls = `rediss://localhost:${port}/0`;
    redis = await startRedis({ args: certificates.serverArgs(port) });
  });
  afterAll(() => redis.stop());

  const client = () => ({ tlsClientCert: pem('client.crt'), tlsClientKey: pem('client.key') });

  test('own CA and client certificate', async () => {
    const secrets = { tlsCACert: pem('ca.crt'), ...client() };
    await expect(read(tls, { tlsAuth: true, tlsAuthWithCACert: true }, secrets)).resolves.toBeDefined();
  });

  test('verification can be switched off, but is on', async () => {
    await expect(read(tls, { tlsAuth: true, tlsSkipVerify: true }, client())).resolves.toBeDefined();
    await expect(read(`${tls}?ssl_cert_reqs=CERT_NONE`, { tlsAuth: true }, client())).resolves.toBeDefined();
    await expect(read(`${tls}?ssl_cert_reqs=required`, { tlsAuth: true }, client())).rejects.toMatchObject({ code: 'tls' });
    await expect(read(tls, { tlsAuth: true }, client())).rejects.toMatchObject({ code: 'tls' });
  });

  test('is verified for the lock whatever the URL of the broker says', async () => {
    const open = async (url: string, lockUrl: string) => {
      const jsonData = { tlsAuth: true, mirror: { enabled: true, lock: 'redis', lockUrl } };
      const lock = minuteLock(parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData, secureJsonData: client() }), 'label');
      try {
        await lock?.open(AbortSignal.timeout(3000));
      } finally {
        lock?.close();
      }
    };
    const [any, verified] = [`${tls}?ssl_cert_reqs=none`, tls];
    await expect(open(any, verified)).rejects.toMatchObject({ code: 'tls' });
    await expect(open(verified, any)).resolves.toBeUndefined();
  });

  test('the wrong CA', async () => {
    const secrets = { tlsCACert: pem('other-ca.crt'), ...client() };
    await expect(read(tls, { tlsAuth: true, tlsAuthWithCACert: true }, secrets)).rejects.toMatchObject({ code: 'tls' });
  });

  test('a name that is not in the certificate, unless it is told', async () => {
    const url = tls.replace('localhost', '127.0.0.1');
    const secrets = { tlsCACert: pem('ca.crt'), ...client() };
    await expect(read(url, { tlsAuth: true, tlsAuthWithCACert: true }, secrets)).rejects.toMatchObject({ code: 'tls' });
    await expect(read(url, { tlsAuth: true, tlsAuthWithCACert: true, serverName: 'localhost' }, secrets)).resolves.toBeDefined();
  });

  test('no client certificate where one is required', async () => {
    await expect(read(tls, { tlsAuthWithCACert: true }, { tlsCACert: pem('ca.crt') })).rejects.toMatchObject({ name: 'BrokerError' });
  });

  test('a plain connection to a TLS port, and the reverse, end with an error soon', async () => {
    await expect(read(tls.replace('rediss', 'redis'))).rejects.toMatchObject({
      name: 'BrokerError',
      message: expect.stringContaining('rediss://'),
    });
    await expect(read(`rediss://localhost:${redis.port}/0`)).rejects.toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('not speak TLS'),
    });
  });
});

test('facts that are not answered in time do not end a look into a queue, which has a connection of its own', async () => {
  const redis = await startRedis();
  const admin = new Redis(redis.url);
  const proxy = await startDelayProxy(redis.port, 300);
  const reader = new RedisQueueReader(
    parseSettings({ uid: 'u', name: 'n', url: `redis://127.0.0.1:${proxy.port}/0`, user: '', jsonData: {}, secureJsonData: {} }),
  );
  try {
    await admin.lpush('celery', '{}');
    await reader.facts(AbortSignal.timeout(5000));
    const peeked = reader.peek('celery', 'enqueued_at', AbortSignal.timeout(10_000));
    await expect(reader.facts(AbortSignal.timeout(1))).rejects.toMatchObject({ code: 'timeout' });
    await expect(peeked).resolves.toMatchObject({ waiting: 1 });
  } finally {
    reader.close();
    admin.disconnect();
    await proxy.stop();
    await redis.stop();
  }
});

test('a Unix socket', async () => {
  const path = file('redis.sock');
  const redis = await startRedis({ args: ['--unixsocket', path] });
  await expect(read(`redis+socket://${path}?virtual_host=3`)).resolves.toBeDefined();
  await redis.stop();
  await expect(read(`redis+socket://${path}`)).rejects.toMatchObject({ code: 'refused' });
});

describe('Sentinel', () => {
  test('reads the master that the sentinels name', async () => {
    const master = await startRedis({ password: 'of-master' });
    const conf = file('sentinel.conf');
    writeFileSync(conf, `sentinel monitor mymaster 127.0.0.1 ${master.port} 1\nsentinel auth-pass mymaster of-master\n`);
    const sentinel = await startRedis({ args: ['--sentinel'], config: conf });
    const url = `sentinel://127.0.0.1:1;sentinel://127.0.0.1:${sentinel.port}/0`;
    await waitFor('the sentinel to know its master', 10_000, () =>
      read(url, { sentinelMaster: 'mymaster' }, { password: 'of-master' }).then(
        () => true,
        () => false,
      ),
    );
    await expect(read(url, { sentinelMaster: 'nobody' }, { password: 'of-master' })).rejects.toMatchObject({ name: 'BrokerError' });
    await Promise.all([sentinel.stop(), master.stop()]);
  });

  test('a sentinel that does not know the master, or refuses to tell, is named with what to do', async () => {
    const conf = file('other-sentinel.conf');
    writeFileSync(conf, 'sentinel monitor mymaster 127.0.0.1 1 1\n');
    const sentinel = await startRedis({ args: ['--sentinel'], config: conf, password: 'of-sentinel' });
    const url = `sentinel://127.0.0.1:1;sentinel://127.0.0.1:${sentinel.port}/0`;
    const told = (sentinelMaster: string, sentinelPassword: string) => read(url, { sentinelMaster }, { sentinelPassword });
    await expect(told('nobody', 'of-sentinel')).rejects.toMatchObject({
      name: 'BrokerError',
      message: expect.stringMatching(new RegExp(`127.0.0.1:${sentinel.port} \\(a sentinel\\): it knows no master named "nobody"`)),
    });
    await expect(told('mymaster', 'wrong')).rejects.toMatchObject({ code: 'auth', message: expect.stringContaining('(a sentinel)') });
    // Port 1 is the master that it names.
    await expect(told('mymaster', 'of-sentinel')).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining(url.slice(11, 20)),
    });
    await sentinel.stop();
  });

  test('one that is silent does not keep the next from being asked', async () => {
    const master = await startRedis();
    const conf = file('third-sentinel.conf');
    writeFileSync(conf, `sentinel monitor mymaster 127.0.0.1 ${master.port} 1\n`);
    const sentinel = await startRedis({ args: ['--sentinel'], config: conf });
    const silent = await startFalseRedis(() => {});
    const url = `sentinel://127.0.0.1:${silent.port};sentinel://127.0.0.1:${sentinel.port}/0`;
    const reader = new RedisQueueReader(
      parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData: { sentinelMaster: 'mymaster' }, secureJsonData: {} }),
    );
    await expect(reader.depths(['celery'], AbortSignal.timeout(20_000))).resolves.toBeDefined();
    expect(silent.connections()).toBe(1);
    reader.close();
    await Promise.all([silent.stop(), sentinel.stop(), master.stop()]);
  });
});
