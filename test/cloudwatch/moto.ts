import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';

/** A CloudWatch that others wrote; `npm test` installs it where it can. */
const PYTHON = resolve(import.meta.dirname, '../../.cache/venv/bin/python');

/** Why there is no moto here; empty if there is. */
export const withoutMoto = existsSync(PYTHON) ? '' : ' (skipped: no moto in .cache/venv)';

export interface Moto {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts moto on a free port of loopback, which takes some seconds. */
export async function startMoto(): Promise<Moto> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const moto = spawn(PYTHON, ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = new Promise<void>((done) => moto.once('exit', () => done()));
  const close = async () => {
    moto.kill();
    await ended;
  };
  for (let tries = 0; tries < 300; tries++) {
    if (
      await fetch(`${url}/moto-api/data.json`).then(
        ({ ok }) => ok,
        () => false,
      )
    )
      return { url, close };
    await new Promise((later) => setTimeout(later, 200));
  }
  await close();
  throw new Error('moto did not answer within a minute.');
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}
