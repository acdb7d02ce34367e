import type { Socket } from 'node:net';
import { AbstractConnector } from 'ioredis';
import { UnexpectedReply } from '../errors';

/**
 * Limit for the bytes received between two commands. No expected reply comes near it. Without a limit, a peer that sends a text of
 * gigabytes would fill our memory.
 */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Opens a socket to a server.
 * @param signal aborts when the socket is no longer needed
 * @throws BrokerError when the address of the server cannot be found
 */
export type Dial = (signal: AbortSignal) => Promise<Socket>;

/**
 * Makes ioredis use the socket that `dial` opens, with a guard. ioredis assumes that every reply matches a request. If not, it throws
 * inside the socket's `data` event, which would end the process.
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

    /** Disconnects at once, without waiting for the rest of a reply that nobody needs. */
    override disconnect(): void {
      this.#unwanted.abort();
      this.stream?.destroy();
    }
  };
}

/** An exception in a reader of the socket closes the socket, as an error of the received data. */
function guarded(socket: Socket, failed: (error: Error) => void): Socket {
  const { emit } = socket;
  let written = 0;
  let received = 0;
  const take = (args: unknown[]): boolean => {
    if (socket.bytesWritten !== written) received = 0;
    written = socket.bytesWritten;
    received += Buffer.isBuffer(args[0]) ? args[0].length : 0;
    if (received > MOST_BYTES) throw new UnexpectedReply(`one command returned more than ${MOST_BYTES / 1024 / 1024} MiB`);
    return Reflect.apply(emit, socket, ['data', ...args]);
  };
  socket.emit = (event: string | symbol, ...args: unknown[]): boolean => {
    if (event !== 'data') return Reflect.apply(emit, socket, [event, ...args]);
    try {
      return take(args);
    } catch (error) {
      socket.destroy(
        error instanceof UnexpectedReply ? error : new UnexpectedReply('the reply does not match the request', { cause: error }),
      );
      return true;
    }
  };
  socket.on('error', failed); // permanently: ioredis handles only one error, and a second one without a listener would be thrown
  return socket;
}
