import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, normalize } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
};

/** Answers with a file in `folder`, or 404. */
export async function sendFile(folder: string, path: string, response: ServerResponse): Promise<void> {
  const file = join(folder, normalize(join('/', path)));
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) {
    notFound(path, response);
    return;
  }
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  response.writeHead(200, { 'content-type': type, 'content-length': found.size, 'cache-control': 'no-cache' });
  createReadStream(file).pipe(response);
}

/** Answers with one of the bundle's files, or 404. */
export function sendBundled(bundle: ReadonlyMap<string, Uint8Array>, path: string, response: ServerResponse): void {
  const contents = bundle.get(path.slice(1));
  if (contents) response.writeHead(200, { 'content-type': TYPES[extname(path)], 'cache-control': 'no-cache' }).end(contents);
  else notFound(path, response);
}

function notFound(path: string, response: ServerResponse): void {
  response.writeHead(404, { 'content-type': 'text/plain' }).end(`no ${path}`);
}
