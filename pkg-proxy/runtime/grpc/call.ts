import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import { frameMessage, MessageReader } from './framing.js';
import { answerHeadersOnly } from './headers-only.js';
import type { Method } from './method.js';
import { Outbox } from './outbox.js';
import { encodeMessage, GrpcError, Status, type StatusCode } from './status.js';
import { LONGEST_TIMER, parseTimeout } from './timeout.js';

const CONTENT = { ':status': 200, 'content-type': 'application/grpc', 'grpc-accept-encoding': 'identity' };
const OK_TRAILERS = { 'grpc-status': '0' };

/** What a call needs from its server. */
export interface CallContext {
  /** Longest request message, bytes. */
  readonly receiveLimit: number;
  /** Told of every error a method throws that is not a status meant for the client. */
  readonly onError: (error: unknown, path: string) => void;
}

/** One gRPC call on one HTTP/2 stream: reads the request, runs the method, writes the answer and its status, once. */
export class ServerCall {
  #made: AbortController | undefined;
  #answered = false;
  #deadline: NodeJS.Timeout | undefined;
  #trailers: Record<string, string> = OK_TRAILERS;

  constructor(
    private readonly stream: ServerHttp2Stream,
    private readonly path: string,
    private readonly method: Method | undefined,
    private readonly context: CallContext,
  ) {
    stream.on('error', () => {}); // a reset by the client; 'close' follows and ends the call
    stream.on('close', () => this.#closed());
    stream.on('wantTrailers', () => stream.sendTrailers(this.#trailers));
  }

  /** Made when it is first read: a call that is answered from memory needs none, and one costs as much as the rest of the call. */
  get #aborter(): AbortController {
    this.#made ??= new AbortController();
    return this.#made;
  }

  /** Aborts when the client cancels, its deadline passes or the server stops. */
  get signal(): AbortSignal {
    return this.#aborter.signal;
  }

  /** Whether the call streams its answer, and so may go on for ever. */
  get streaming(): boolean {
    return this.method?.kind === 'streaming';
  }

  start(headers: IncomingHttpHeaders): void {
    const method = this.method;
    if (!method) {
      this.finish(Status.unimplemented, `expected a method this plugin serves, got ${this.path}`);
      return;
    }
    const encoding = headers['grpc-encoding'];
    if (encoding !== undefined && encoding !== 'identity') {
      this.finish(Status.unimplemented, `expected grpc-encoding identity, got ${encoding}`);
      return;
    }
    this.#startDeadline(headers['grpc-timeout']);
    this.#read(method);
  }

  /** Ends the call from outside: tells the method by its signal and the client by the status. */
  abort(code: StatusCode, message: string): void {
    this.finish(code, message);
    this.#aborter.abort(new GrpcError(code, message));
  }

  #startDeadline(header: unknown): void {
    const timeout = parseTimeout(header);
    if (timeout === undefined || timeout > LONGEST_TIMER) return;
    this.#deadline = setTimeout(() => this.abort(Status.deadlineExceeded, `no answer within the ${timeout} ms the client gave`), timeout);
  }

  #read(method: Method): void {
    const reader = new MessageReader(this.context.receiveLimit);
    const messages: Uint8Array[] = [];
    this.stream.on('data', (chunk: Buffer) => {
      if (this.#answered) return; // what still arrives of a refused request
      try {
        messages.push(...reader.push(chunk));
      } catch (error) {
        this.#fail(error);
      }
    });
    this.stream.on('end', () => {
      const [request] = messages;
      if (this.#answered) return;
      if (messages.length === 1 && request && reader.atBoundary) void this.#run(method, request);
      else this.finish(Status.internal, `expected one whole request message, got ${reader.atBoundary ? messages.length : 'part of one'}`);
    });
  }

  async #run(method: Method, request: Uint8Array): Promise<void> {
    if (this.stream.destroyed) return; // the client left with its last byte
    try {
      if (method.kind === 'unary') {
        const answer = await method.invoke(request, this);
        if (this.#settle()) return;
        this.stream.respond(CONTENT, { waitForTrailers: true });
        this.stream.end(frameMessage(answer));
      } else {
        this.stream.respond(CONTENT, { waitForTrailers: true });
        await method.invoke(request, new Outbox(this.stream).send, this);
        this.finish(Status.ok, '');
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #fail(error: unknown): void {
    if (error instanceof GrpcError) {
      this.finish(error.code, error.message);
      return;
    }
    const abandoned = this.#aborter.signal.aborted; // whatever a method throws after its signal is the echo of that
    if (!abandoned) this.context.onError(error, this.path);
    this.finish(Status.internal, 'internal error');
  }

  /** Answers with a status, if nothing was answered yet. */
  finish(code: StatusCode, message: string): void {
    if (this.#settle()) return;
    const status = code === Status.ok ? OK_TRAILERS : { 'grpc-status': String(code), 'grpc-message': encodeMessage(message) };
    if (this.stream.headersSent) {
      this.#trailers = status;
      this.stream.end();
      return;
    }
    answerHeadersOnly(this.stream, { ...CONTENT, ...status });
  }

  /** @returns whether the call is over already */
  #settle(): boolean {
    if (this.#answered || this.stream.destroyed || this.stream.closed) return true;
    this.#answered = true;
    clearTimeout(this.#deadline);
    return false;
  }

  #closed(): void {
    clearTimeout(this.#deadline);
    const early = !this.#answered;
    this.#answered = true;
    if (early) this.#aborter.abort(new GrpcError(Status.cancelled, 'the client cancelled the call'));
  }
}
