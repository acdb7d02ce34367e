import type { GrpcServer } from './grpc/server.js';
import { makeSocketPlace, removeStale } from './socket.js';

/** Where a plugin can be reached, in the words of the handshake. */
export interface Endpoint {
  readonly network: 'unix' | 'tcp';
  readonly address: string;
}

/**
 * Has the server listen where its host can reach it and other users of the machine cannot: on a Unix socket, as plugins in Go do.
 * The socket goes with the process, however that exits. On Windows, as in Go, it is a port on loopback.
 */
export async function listenForHost(server: GrpcServer, env: Readonly<Record<string, string | undefined>>): Promise<Endpoint> {
  if (process.platform === 'win32') return { network: 'tcp', address: await server.listen({ host: '127.0.0.1', port: 0 }) };
  const place = makeSocketPlace(env);
  process.once('exit', place.remove);
  const address = await server.listen({ path: place.path });
  place.admitGroup();
  void removeStale(address);
  return { network: 'unix', address };
}
