import type { ServerHttp2Stream } from 'node:http2';
import { frameMessage } from './framing.js';
import { GrpcError, Status } from './status.js';

/** Sends messages on a stream no faster than the client reads them. */
export class Outbox {
  #waiting: Array<() => void> = [];

  constructor(private readonly stream: ServerHttp2Stream) {
    const wake = () => {
      const waiting = this.#waiting;
      this.#waiting = [];
      for (const resolve of waiting) resolve();
    };
    stream.on('drain', wake);
    stream.on('close', wake);
  }

  /**
   * Resolves when the stream takes more.
   * @throws GrpcError cancelled when the client is gone, before or while waiting
   */
  readonly send = async (message: Uint8Array): Promise<void> => {
    this.#assertOpen();
    if (this.stream.write(frameMessage(message))) return;
    await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#assertOpen();
  };

  #assertOpen(): void {
    if (this.stream.destroyed || this.stream.closed || this.stream.writableEnded) {
      throw new GrpcError(Status.cancelled, 'the client no longer reads this stream');
    }
  }
}
