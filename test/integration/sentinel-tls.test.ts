import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { createServer, type Server } from 'node:tls';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RedisQueueReader } from '../../pkg-proxy/celery/queue-reader';
import { parseSettings } from '../../src/contract/parse-settings';
import { Certificates, hasOpenssl, hasTlsRedis } from '../setup/certificates';
import { type FalseRedis, startFalseRedis } from '../setup/false-redis';
import { freePort } from '../setup/free-port';
import { startRedis, type TestRedis } from '../setup/redis';

const certificates = new Certificates();
beforeAll(() => {
  if (!hasOpenssl) return;
  for (const name of ['ca', 'other-ca']) certificates.authority(name);
  certificates.certificate('server', 'ca', 'redis', 'DNS:localhost,IP:127.0.0.1');
  certificates.certificate('client', 'ca', 'grafana');
});
afterAll(() => certificates.remove());

/** A sentinel and its master, each on a plain port and on one with TLS. The master is called `plain` or `secure`, as it is read. */
interface SentinelSet {
  readonly sentinel: { readonly plain: number; readonly tls: number };
  stop(): Promise<void>;
}

/** redis-server's own TLS, or, for one that was built without it, TLS in front of its plain port. */
async function startSet(own: boolean): Promise<SentinelSet> {
  const [masterTls, sentinelTls] = [await freePort(), await freePort()];
  const args = (port: number) => (own ? certificates.serverArgs(port) : []);
  const master = await startRedis({ password: 'of-master', args: args(masterTls) });
  const admin = new Redis(master.url);
  await admin.lpush('celery', '{}', '{}');
  admin.disconnect();
  const conf = certificates.file('sentinel.conf');
  writeFileSync(
    conf,
    `sentinel monitor secure 127.0.0.1 ${masterTls} 1\nsentinel auth-pass secure of-master\n` +
      `sentinel monitor plain 127.0.0.1 ${master.port} 1\nsentinel auth-pass plain of-master\n`,
  );
  const sentinel = await startRedis({
    password: 'of-sentinel',
    config: conf,
    args: ['--sentinel', ...args(sentinelTls), ...(own ? ['--tls-replication', 'yes'] : [])],
  });
  const fronts = own ? [] : [await front(masterTls, master), await front(sentinelTls, sentinel)];
  return {
    sentinel: { plain: sentinel.port, tls: sentinelTls },
    async stop() {
      for (const close of fronts) close();
      await Promise.all([sentinel.stop(), master.stop()]);
    },
  };
}

async function front(port: number, { port: target }: TestRedis): Promise<() => void> {
  const sockets = new Set<Socket>();
  const server: Server = createServer(
    {
      key: certificates.pem('server.key'),
      cert: certificates.pem('server.crt'),
      ca: certificates.pem('ca.crt'),
      requestCert: true,
      rejectUnauthorized: true,
    },
    (socket) => {
      const real = connect(target, '127.0.0.1');
      for (const side of [socket, real]) {
        sockets.add(side);
        side.on('error', () => {});
      }
      socket.pipe(real).pipe(socket);
    },
  );
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  };
}

const CERTIFICATES = { tlsAuth: true, tlsAuthWithCACert: true };
const PASSWORDS = ['of-master', 'of-sentinel'];

describe.skipIf(!hasOpenssl).each([
  ['redis-server itself', hasTlsRedis],
  ['a front of redis-server', true],
])('where %s speaks TLS', (name, there) => {
  let set: SentinelSet;
  let wire: FalseRedis;
  let heard = '';
  let via: number;
  beforeAll(async () => {
    if (!there) return;
    set = await startSet(name === 'redis-server itself');
    // Between us and the sentinel, so that the test sees what goes over the wire.
    wire = await startFalseRedis((socket) => {
      const real = connect(via, '127.0.0.1');
      real.on('error', () => socket.destroy());
      socket.on('data', (chunk) => {
        heard += chunk.toString('latin1');
      });
      socket.pipe(real).pipe(socket);
    });
  });
  afterAll(() => Promise.all([set?.stop(), wire?.stop()]));

  async function read(to: 'plain' | 'tls', master: 'plain' | 'secure', jsonData: Record<string, unknown>, ca = 'ca') {
    heard = '';
    via = set.sentinel[to];
    const secureJsonData = {
      password: 'of-master',
      sentinelPassword: 'of-sentinel',
      tlsCACert: certificates.pem(`${ca}.crt`),
      tlsClientCert: certificates.pem('client.crt'),
      tlsClientKey: certificates.pem('client.key'),
    };
    const url = `sentinel://127.0.0.1:${wire.port}/0`;
    const settings = parseSettings({
      uid: 'u',
      name: 'n',
      url,
      user: '',
      jsonData: { sentinelMaster: master, ...jsonData },
      secureJsonData,
    });
    const reader = new RedisQueueReader(settings);
    try {
      return (await reader.depths(['celery'], AbortSignal.timeout(5000))).lengths[0];
    } finally {
      reader.close();
    }
  }
  const nothingPlain = () => {
    expect(heard).not.toBe('');
    for (const secret of [...PASSWORDS, 'SENTINEL', 'sentinel']) expect(heard).not.toContain(secret);
  };

  test.runIf(there)('both are read over TLS, and nothing goes in plain text', async () => {
    expect(await read('tls', 'secure', { ...CERTIFICATES, sentinelTls: true, masterTls: true })).toBe(2);
    nothingPlain();
  });

  test.runIf(there)('each has a switch of its own', async () => {
    expect(await read('tls', 'plain', { ...CERTIFICATES, sentinelTls: true, masterTls: false })).toBe(2);
    nothingPlain();
    expect(await read('plain', 'secure', { ...CERTIFICATES, sentinelTls: false, masterTls: true })).toBe(2);
    expect(await read('plain', 'plain', { sentinelTls: false, masterTls: false })).toBe(2);
    expect(await read('plain', 'plain', {})).toBe(2);
  });

  test.runIf(there)('settings from before the switches, with certificates: TLS to both', async () => {
    expect(await read('tls', 'secure', CERTIFICATES)).toBe(2);
    nothingPlain();
    // No password goes to a sentinel that does not speak TLS, and the error says where the switch is.
    await expect(read('plain', 'plain', CERTIFICATES)).rejects.toMatchObject({
      name: 'BrokerError',
      message: expect.stringContaining('jsonData.sentinelTls'),
    });
    nothingPlain();
  });

  test.runIf(there)('certificates are checked, of the sentinel as of the master', async () => {
    const both = { ...CERTIFICATES, sentinelTls: true, masterTls: true };
    await expect(read('tls', 'secure', both, 'other-ca')).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringContaining(`127.0.0.1:${wire.port} (a sentinel)`),
    });
    const masterAlone = { ...CERTIFICATES, sentinelTls: false, masterTls: true };
    await expect(read('plain', 'secure', masterAlone, 'other-ca')).rejects.toMatchObject({ code: 'tls' });
    expect(await read('tls', 'secure', { ...both, tlsSkipVerify: true }, 'other-ca')).toBe(2);
    await expect(read('tls', 'secure', { ...both, serverName: 'elsewhere' })).rejects.toMatchObject({ code: 'tls' });
  });

  test.runIf(there)('who expects TLS and is spoken to in plain text is told apart', async () => {
    await expect(read('tls', 'secure', { sentinelTls: false, masterTls: false })).rejects.toMatchObject({
      message: expect.stringContaining('It is off for the sentinels (jsonData.sentinelTls)'),
    });
    await expect(read('plain', 'secure', {})).rejects.toMatchObject({ message: expect.stringContaining('(jsonData.masterTls)') });
  });
});
