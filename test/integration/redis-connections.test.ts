import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findRedisServer } from '../../demo/setup/redis-server.mjs';
import { minuteLock } from '../../pkg-proxy/redis/minute-lock';
import { RedisQueueReader } from '../../pkg-proxy/redis/reader';
import { parseSettings } from '../../src/contract/parse-settings';
import { startDelayProxy } from '../bench/delay-proxy';
import { freePort } from '../setup/free-port';
import { startRedis, type TestRedis } from '../setup/redis';
import { waitFor } from '../setup/wait-for';

const dir = mkdtempSync(join(tmpdir(), 'backlog-tls-'));
const file = (name: string) => join(dir, name);
const pem = (name: string) => readFileSync(file(name), 'utf8');

const hasOpenssl = works('openssl', 'version');
/** A server built without TLS does not know the word. */
const hasTls = hasOpenssl && readFileSync(findRedisServer() ?? '/dev/null').includes('tls-auth-clients');

function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function certificate(name: string, issuer: string, subject: string): void {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: dir, stdio: 'ignore' });
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', `/CN=${subject}`);
  writeFileSync(file(`${name}.ext`), 'subjectAltName=DNS:localhost\n');
  openssl(
    'x509',
    '-req',
    '-in',
    `${name}.csr`,
    '-CA',
    `${issuer}.crt`,
    '-CAkey',
    `${issuer}.key`,
    '-CAcreateserial',
    '-days',
    '2',
    '-out',
    `${name}.crt`,
    '-extfile',
    `${name}.ext`,
  );
}

function authority(name: string): void {
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.crt`,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
    ],
    { cwd: dir, stdio: 'ignore' },
  );
}

async function read(url: string, jsonData: Record<string, unknown> = {}, secureJsonData: Record<string, string> = {}) {
  const reader = new RedisQueueReader(parseSettings({ uid: 'u', name: 'n', url, user: '', jsonData, secureJsonData }));
  try {
    return await reader.depths(['celery'], AbortSignal.timeout(3000));
  } finally {
    reader.close();
  }
}

afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe.skipIf(!hasTls)('TLS', () => {
  let redis: TestRedis;
  let tls: string;
  beforeAll(async () => {
    for (const name of ['ca', 'other-ca']) authority(name);
    certificate('server', 'ca', 'localhost');
    certificate('client', 'ca', 'grafana');
    const port = await freePort();
    tls = `rediss://localhost:${port}/0`;
    redis = await startRedis({
      args: [
        '--tls-port',
        String(port),
        '--tls-cert-file',
        file('server.crt'),
        '--tls-key-file',
        file('server.key'),
        '--tls-ca-cert-file',
        file('ca.crt'),
        '--tls-auth-clients',
        'yes',
      ],
    });
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

  test('settings that ioredis refuses at once are an error like any other', async () => {
    const settings = parseSettings({
      uid: 'u',
      name: 'n',
      url: 'sentinel://h',
      user: '',
      jsonData: { sentinelMaster: 'm' },
      secureJsonData: {},
    });
    const reader = new RedisQueueReader({ ...settings, sentinelMaster: undefined });
    await expect(reader.depths(['celery'], AbortSignal.timeout(3000))).rejects.toMatchObject({ name: 'BrokerError', code: 'protocol' });
    reader.close();
  });
});
