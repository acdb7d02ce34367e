import { createServer, type Http2Server, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { type CallContext, ServerCall } from './call.js';
import { answerHeadersOnly } from './headers-only.js';
import type { Method } from './method.js';
import { Status } from './status.js';

/** Flow control window offered to clients, bytes: a request of the largest size arrives without waiting for updates. */
const WINDOW = 16 * 1024 * 1024;

export interface GrpcServerOptions extends CallContext {
  readonly methods: readonly Method[];
}

/** A gRPC server for unary and server-streaming methods, plain text, on `node:http2`. */
export class GrpcServer {
  readonly #methods: ReadonlyMap<string, Method>;
  readonly #sessions = new Set<ServerHttp2Session>();
  readonly #calls = new Set<ServerCall>();
  readonly #server: Http2Server;

  constructor(private readonly options: GrpcServerOptions) {
    this.#methods = new Map(options.methods.map((method) => [method.path, method]));
    this.#server = createServer({
      // MB a session may hold. Node's default of 10 kills the connection when 40 answers of 3 MB are under way.
      maxSessionMemory: 1024,
      settings: { initialWindowSize: WINDOW },
      // A dashboard that is closed cancels hundreds of calls at once; Node's default of 1,000 takes that for an attack.
      ...{ streamResetBurst: 1_000_000, streamResetRate: 100_000 },
    });
    this.#server.on('session', (session) => this.#admit(session));
    this.#server.on('stream', (stream, headers) => this.#begin(stream, headers));
  }

  /** Listens on a Unix socket or a port (0: a free one). @returns the path, or `host:port` */
  async listen(where: { path: string } | { host: string; port: number }): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(where, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    const address = this.#server.address();
    if (address === null) throw new Error('expected an address, got none: the server was closed while it began to listen');
    return typeof address === 'string' ? address : `${address.address}:${address.port}`;
  }

  /**
   * Stops: no new connections and calls (GOAWAY), streams end with UNAVAILABLE, other calls may finish.
   * Resolves when every connection has sent all it had to and is closed, or after `graceMs`, when what is left is cut off.
   */
  async close(graceMs: number): Promise<void> {
    this.#server.close();
    // Left to Node, which waits for the last bytes: a session destroyed when its last call is over may still hold that call's answer.
    const closed = [...this.#sessions].map((session) => {
      const gone = new Promise<void>((resolve) => session.once('close', resolve));
      session.close();
      return gone;
    });
    for (const call of this.#calls) if (call.streaming) call.abort(Status.unavailable, 'the plugin is stopping');
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, graceMs);
    });
    await Promise.race([Promise.all(closed), late]);
    clearTimeout(timer);
    for (const call of this.#calls) call.abort(Status.unavailable, 'the plugin is stopping');
    for (const session of this.#sessions) session.destroy();
  }

  #admit(session: ServerHttp2Session): void {
    session.setLocalWindowSize(4 * WINDOW);
    this.#sessions.add(session);
    session.on('error', () => {}); // a connection cut by the client; 'close' follows
    session.on('close', () => this.#sessions.delete(session));
  }

  #begin(stream: ServerHttp2Stream, headers: Parameters<ServerCall['start']>[0]): void {
    if (headers[':method'] !== 'POST' || !headers['content-type']?.startsWith('application/grpc')) {
      stream.on('error', () => {});
      answerHeadersOnly(stream, { ':status': 415 });
      return;
    }
    const path = String(headers[':path']);
    const call = new ServerCall(stream, path, this.#methods.get(path), this.options);
    this.#calls.add(call);
    stream.on('close', () => this.#calls.delete(call));
    call.start(headers);
  }
}
