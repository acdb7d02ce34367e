import type { Socket } from 'node:net';
import { AbstractConnector } from 'ioredis';
import { UnexpectedReply } from '../errors';

/**
 * Bytes that may come between one command and the next. Nothing that is asked for comes near it; but who announces a text of
 * gigabytes and sends it would have it gathered in memory.
 */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Opens a socket to a server.
 * @param signal aborts when nobody wants it any more
 * @throws BrokerError when it cannot be found out which server that is
 */
export type Dial = (signal: AbortSignal) => Promise<Socket>;

/**
 * Has ioredis use the socket that `dial` opens, guarded: ioredis takes for granted that what it reads is what it asked for, and
 * throws in the middle of a socket's `data` event where it is not, which would end the process.
 */
export function connectorOf(dial: Dial) {
  return class extends AbstractConnector {
    readonly #unwanted = new AbortController();

    constructor() {
      super(0);
    }

    async connect(): Promise<Socket> {
      const socket = await dial(this.#unwanted.signal);
      this.stream = guarded(socket, (error) => {
        this.firstError ??= error;
      });
      if (this.#unwanted.signal.aborted) socket.destroy();
      return socket;
    }

    /** At once: whoever does not want a connection any more does not want the rest of an answer either. */
    override disconnect(): void {
      this.#unwanted.abort();
      this.stream?.destroy();
    }
  };
}

/** Whatever is thrown by those who read from the socket ends the socket, as an error of what came. */
function guarded(socket: Socket, failed: (error: Error) => void): Socket {
  const { emit } = socket;
  let written = 0;
  let received = 0;
  const take = (args: unknown[]): boolean => {
    if (socket.bytesWritten !== written) received = 0;
    written = socket.bytesWritten;
    received += Buffer.isBuffer(args[0]) ? args[0].length : 0;
    if (received > MOST_BYTES) throw new UnexpectedReply(`more than ${MOST_BYTES / 1024 / 1024} MiB came in answer to one command`);
    return Reflect.apply(emit, socket, ['data', ...args]);
  };
  socket.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    if (event !== 'data') return Reflect.apply(emit, socket, [event, ...args]);
    try {
      return take(args);
    } catch (error) {
      socket.destroy(
        error instanceof UnexpectedReply ? error : new UnexpectedReply('what came does not fit what was asked', { cause: error }),
      );
      return true;
    }
  };
  socket.on('error', failed); // for ever: ioredis listens for one error alone, and a second one that nobody hears would be thrown
  return socket;
}
