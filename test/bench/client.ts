import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromBinary } from '@bufbuild/protobuf';
import { Client, credentials } from '@grpc/grpc-js';
import { type QueryDataResponse, QueryDataResponseSchema } from '../../pkg-proxy/runtime/gen/backend_pb';
import { CACHE, onPath } from '../../setup/paths.mjs';
import { median } from './measure';

const run = promisify(execFile);
const METHOD = '/pluginv2.Data/QueryData';

/** What one server did in one turn. */
interface Round {
  /** Milliseconds. */
  readonly p50: number;
  readonly perSecond: number;
  readonly failed: number;
  /** Of the frames of one answer. */
  readonly bytes: number;
}

export interface LoadOptions {
  readonly request: Uint8Array;
  /** Where gRPC is served; the servers are asked in turn, A B A B …. */
  readonly addresses: readonly string[];
  readonly rounds: number;
  readonly calls: number;
  readonly atATime: number;
  /** An answer with fewer bytes of frames is not the one meant. */
  readonly leastBytes?: number;
}

/** What one server did in all its turns. */
export interface Driven {
  /** Medians over the rounds: for figures that stand beside others of the same rounds. */
  readonly p50: number;
  readonly perSecond: number;
  /** The p50 of the best round, the one least disturbed: for figures that stand alone. */
  readonly bestP50: number;
}

export interface LoadClient {
  readonly name: string;
  /** By address. @throws when a call fails or the answer is too small */
  drive(options: LoadOptions): Promise<Driven[]>;
}

/** Grafana's Go SDK where Go is there, as in Grafana itself; else grpc-js, which is slower than what it measures. */
export async function loadClient(): Promise<LoadClient> {
  if (!onPath(['go'])) return { name: 'grpc-js', drive: async (options) => summary(options, await driveFromHere(options)) };
  const binary = join(CACHE, 'bench', 'protocol');
  await run('go', ['build', '-o', binary, '.'], { cwd: 'test/protocol/golang' });
  return { name: 'Go SDK', drive: async (options) => summary(options, await driveFromGo(binary, options)) };
}

async function driveFromGo(binary: string, { request, rounds, calls, atATime, addresses }: LoadOptions): Promise<Round[][]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const file = join(folder, 'request');
    await writeFile(file, request);
    const { stdout } = await run(binary, ['bench', file, String(rounds), String(calls), String(atATime), ...addresses]);
    return JSON.parse(stdout);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function driveFromHere({ request, rounds, calls, atATime, addresses }: LoadOptions): Promise<Round[][]> {
  const clients = addresses.map((address) => new Client(address, credentials.createInsecure(), { 'grpc.max_receive_message_length': -1 }));
  const results = clients.map((): Round[] => []);
  for (let i = 0; i <= rounds; i++) {
    for (const [at, client] of clients.entries()) {
      const round = await turn(client, request, calls, atATime);
      if (i > 0) results[at]?.push(round); // the first is to warm up
    }
  }
  for (const client of clients) client.close();
  return results;
}

async function turn(client: Client, request: Uint8Array, calls: number, atATime: number): Promise<Round> {
  const times: number[] = [];
  let failed = 0;
  let bytes = 0;
  let left = calls;
  const began = performance.now();
  const worker = async () => {
    while (left-- > 0) {
      const start = performance.now();
      const responses = Object.values((await call(client, request)).responses);
      times.push(performance.now() - start);
      if (responses.some(({ error }) => error !== '')) failed++;
      bytes = responses.flatMap(({ frames }) => frames).reduce((sum, frame) => sum + frame.length, 0);
    }
  };
  await Promise.all(Array.from({ length: atATime }, worker));
  return { p50: median(times), perSecond: (calls / (performance.now() - began)) * 1000, failed, bytes };
}

function call(client: Client, request: Uint8Array): Promise<QueryDataResponse> {
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      METHOD,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer) => fromBinary(QueryDataResponseSchema, bytes),
      request,
      (error, answer) => (error || !answer ? reject(error) : resolve(answer)),
    );
  });
}

function summary({ leastBytes = 1 }: LoadOptions, results: readonly (readonly Round[])[]): Driven[] {
  return results.map((rounds) => {
    const failed = rounds.reduce((sum, round) => sum + round.failed, 0);
    const bytes = Math.min(...rounds.map((round) => round.bytes));
    if (failed > 0 || bytes < leastBytes) {
      throw new Error(`expected answers of at least ${leastBytes} bytes of frames, got ${bytes} bytes and ${failed} errors`);
    }
    const p50s = rounds.map((round) => round.p50);
    return { p50: median(p50s), perSecond: median(rounds.map((round) => round.perSecond)), bestP50: Math.min(...p50s) };
  });
}
