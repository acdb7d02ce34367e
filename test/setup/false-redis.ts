import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** Something that listens where a Redis is expected. */
export interface FalseRedis {
  readonly port: number;
  readonly url: string;
  /** Connections that were made so far. */
  connections(): number;
  stop(): Promise<void>;
}

/** @param greet is called with every connection, and decides alone what is said on it */
export async function startFalseRedis(greet: (socket: Socket) => void): Promise<FalseRedis> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer((socket) => {
    connections++;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    greet(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `redis://127.0.0.1:${port}/0`,
    connections: () => connections,
    async stop() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers every command alike, or by its words. */
export function answering(answer: string | ((...words: string[]) => string)): (socket: Socket) => void {
  return (socket) => {
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
      for (;;) {
        const command = firstCommand(said);
        if (!command) return;
        said = said.slice(command.length);
        if (socket.writable) socket.write(typeof answer === 'string' ? answer : answer(...command.words), 'latin1');
      }
    });
  };
}

/** Passes everything on to a real Redis and back, and says `more` of its own after an answer that holds `cue`. */
export function interrupting(target: number, cue: string, more: string): (socket: Socket) => void {
  return (socket) => {
    const real = connect(target, '127.0.0.1');
    real.on('error', () => {});
    socket.pipe(real);
    socket.on('close', () => real.destroy());
    real.on('close', () => socket.destroy());
    real.on('data', (chunk) => {
      socket.write(chunk);
      if (chunk.includes(cue)) socket.write(more);
    });
  };
}

/** The first command of what a client has sent, as it is framed: an array of bulk strings. */
function firstCommand(said: string): { words: string[]; length: number } | undefined {
  const head = /^\*(\d+)\r\n/.exec(said);
  if (!head) return undefined;
  let at = head[0].length;
  const words: string[] = [];
  for (let i = 0; i < Number(head[1]); i++) {
    const bulk = /^\$(\d+)\r\n/.exec(said.slice(at, at + 16));
    if (!bulk) return undefined;
    const from = at + bulk[0].length;
    at = from + Number(bulk[1]) + 2;
    if (at > said.length) return undefined;
    words.push(said.slice(from, at - 2));
  }
  return { words, length: at };
}
