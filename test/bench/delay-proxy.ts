import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP proxy to a port of this machine, behind which the network is slow. */
export interface DelayProxy {
  readonly port: number;
  /** How often a client has spoken after it was answered: the round trips, counted. */
  turns(): number;
  stop(): Promise<void>;
}

/** @param roundTripMs half of it is added in each direction */
export async function startDelayProxy(target: number, roundTripMs: number): Promise<DelayProxy> {
  const sockets = new Set<Socket>();
  let turns = 0;
  const pipe = (from: Socket, to: Socket, seen: () => void) => {
    sockets.add(from);
    from.setNoDelay(true);
    from.on('data', (chunk) => {
      seen();
      setTimeout(() => to.writable && to.write(chunk), roundTripMs / 2); // timers of one length fire in their order
    });
    from.on('error', () => {});
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    let answered = true;
    pipe(client, upstream, () => {
      if (answered) turns++;
      answered = false;
    });
    pipe(upstream, client, () => {
      answered = true;
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    turns: () => turns,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
