import type { Redis } from 'ioredis';

/** What the server did not let us do, each with its answer. */
export interface Refused {
  /** MEMORY USAGE: without it nobody knows how large messages are, and they are left alone. */
  size?: Error;
  /** LRANGE. */
  ends?: Error;
  /** LPOS: denied, or not known. */
  place?: Error;
}

/** One command's answer. */
export type Reply = readonly [error: Error | null, reply?: unknown];
export const NONE: Reply = [null];

/** Sends it. @returns its answers, one a call */
export async function answersOf(pipeline: ReturnType<Redis['pipeline']>): Promise<() => Reply> {
  const answers = ((await pipeline.exec()) ?? []).values();
  return () => answers.next().value ?? NONE;
}

/** Of a command that answers a list. */
export function textsOf(reply: unknown): string[] {
  return Array.isArray(reply) ? reply.map(String) : [];
}
