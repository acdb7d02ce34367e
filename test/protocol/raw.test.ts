import { once } from 'node:events';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, type OutgoingHttpHeaders } from 'node:http2';
import { loadSync } from '@grpc/proto-loader';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connectTo } from './launch';
import { Session } from './session';

/** What clients may do on the wire that grpc-js and Go never do, or hide: bytes cut anywhere, servers' own deadlines, no reading at all. */
let session: Session;
let http: ClientHttp2Session;
beforeAll(async () => {
  session = await Session.open();
});
beforeEach(() => {
  http = connect('http://plugin', { createConnection: () => connectTo(session.address) });
  return async () => {
    http.destroy();
  };
});
afterAll(() => session.close());

const DEFINITIONS = loadSync('pkg-proxy/runtime/proto/backend.proto');
const HEALTH = '/grpc.health.v1.Health/Check';

function message(body: Uint8Array, compressed = 0): Buffer {
  const head = Buffer.from([compressed, 0, 0, 0, 0]);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

function query(json: object): Buffer {
  const method = DEFINITIONS['pluginv2.Data'] && Object.getOwnPropertyDescriptor(DEFINITIONS['pluginv2.Data'], 'QueryData')?.value;
  return message(method.requestSerialize({ queries: [{ refId: 'A', json: Buffer.from(JSON.stringify(json)) }] }));
}

function open(path: string, headers: OutgoingHttpHeaders = {}): ClientHttp2Stream {
  return http.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers', ...headers });
}

interface Answer {
  readonly headers: Record<string, unknown>;
  readonly status: unknown;
  readonly body: Buffer;
}

async function answerOf(stream: ClientHttp2Stream): Promise<Answer> {
  let headers: Record<string, unknown> = {};
  let trailers: Record<string, unknown> = {};
  const chunks: Buffer[] = [];
  stream.on('response', (received) => {
    headers = { ...received };
  });
  stream.on('trailers', (received) => {
    trailers = { ...received };
  });
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(stream, 'close');
  return { headers, status: trailers['grpc-status'] ?? headers['grpc-status'], body: Buffer.concat(chunks) };
}

/** Sends the bytes in pieces, each in a frame of its own. */
async function send(stream: ClientHttp2Stream, bytes: Buffer, size: number): Promise<Answer> {
  const answer = answerOf(stream);
  for (let at = 0; at < bytes.length; at += size) {
    await new Promise((resolve) => stream.write(bytes.subarray(at, at + size), resolve));
  }
  stream.end();
  return answer;
}

describe('requests', () => {
  const request = Buffer.from([10, 6, ...Buffer.from('plugin')]);

  test.each([1, 3, 5, 6, 1_000])('cut into frames of %i bytes are read', async (size) => {
    const { headers, status, body } = await send(open(HEALTH), message(request), size);
    expect(headers).toMatchObject({ ':status': 200, 'content-type': 'application/grpc' });
    expect(status).toBe('0');
    expect(body).toEqual(message(Buffer.from([8, 1])));
  });

  test.each([
    ['none', Buffer.alloc(0)],
    ['two', Buffer.concat([message(request), message(request)])],
    ['half of one', message(request).subarray(0, 8)],
  ])('of %s are refused where one is expected', async (_what, bytes) => {
    const { status, headers } = await send(open(HEALTH), bytes, 1_000);
    expect(status).toBe('13');
    expect(headers['grpc-message']).toContain('expected one whole request message');
  });

  test('that are no protobuf are refused, and only they', async () => {
    const { status } = await send(open(HEALTH), message(Buffer.from([0xff, 0xff])), 1_000);
    expect(status).toBe('13');
    expect((await send(open(HEALTH), message(request), 1_000)).status).toBe('0');
  });

  test('that are compressed are refused, with what would be taken', async () => {
    const byHeader = await send(open(HEALTH, { 'grpc-encoding': 'gzip' }), message(request), 1_000);
    expect(byHeader).toMatchObject({ status: '12', headers: { 'grpc-accept-encoding': 'identity' } });
    expect((await send(open(HEALTH), message(request, 1), 1_000)).status).toBe('12');
  });

  test('that nobody will read are answered at once and reset, not waited for', async () => {
    expect((await answerOf(open('/no.Such/Call'))).status).toBe('12');
  });

  test('that are not gRPC are refused', async () => {
    expect((await send(open('/', { 'content-type': 'text/html' }), Buffer.from('x'), 1)).headers[':status']).toBe(415);
  });
});

describe('deadlines', () => {
  test('the server answers by itself when the time is over', async () => {
    const { status, headers } = await send(open('/pluginv2.Data/QueryData', { 'grpc-timeout': '100m' }), query({ do: 'wait' }), 1_000);
    expect(status).toBe('4');
    expect(headers['grpc-message']).toContain('100 ms');
    await session.until('the abort', ({ running }) => running === 0);
  });

  test('one in time, one out of a timer’s range and one that is none do no harm', async () => {
    for (const timeout of ['10S', '99999999H', 'soon']) {
      const { status } = await send(
        open('/pluginv2.Data/QueryData', { 'grpc-timeout': timeout }),
        query({ do: 'numbers', size: 1 }),
        1_000,
      );
      expect(status).toBe('0');
    }
  });
});

describe('a stream', () => {
  test('pauses while its client does not read, and goes on when it does', async () => {
    const before = await session.state();
    const stream = open('/pluginv2.Stream/RunStream');
    stream.end(message(Buffer.from([18, 5, ...Buffer.from('flood')])));
    let last = -1;
    let same = 0;
    const paused = await session.until('the sender to pause', ({ sent, running }) => {
      same = sent === last && running === 1 ? same + 1 : 0;
      last = sent;
      return same === 10;
    });
    expect(paused.sent - before.sent).toBeLessThan(20); // of 64 kB each; the client's window is 64 kB
    let bytes = 0;
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await session.until('the sender to go on', ({ sent }) => sent > paused.sent + 100);
    expect(bytes).toBeGreaterThan(100 * 64 * 1024);
    stream.destroy();
    await session.until('the stream to end', ({ running }) => running === 0);
  });

  test('ends with its connection', async () => {
    const before = await session.state();
    open('/pluginv2.Stream/RunStream').end(message(Buffer.from([18, 4, ...Buffer.from('wait')])));
    await session.until('the stream', ({ running }) => running === 1);
    http.destroy();
    await session.until('its end', ({ running, aborted }) => running === 0 && aborted === before.aborted + 1);
  });
});

test('a ping is answered', async () => {
  await once(http, 'connect');
  await new Promise<void>((resolve, reject) => {
    http.ping((error) => (error ? reject(error) : resolve()));
  });
});
