import type { Pipeline } from './client';
import { UnexpectedReply } from './errors';

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
export async function answersOf(pipeline: Pipeline): Promise<() => Reply> {
  const answers = ((await pipeline.exec()) ?? []).values();
  return () => answers.next().value ?? NONE;
}

/** Sends it. @returns what each command answered @throws the first error reply */
export async function repliesOf(pipeline: Pipeline): Promise<unknown[]> {
  return ((await pipeline.exec()) ?? []).map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}

/** A number of things: a length, a size. @throws UnexpectedReply */
export function countOf(reply: unknown, command: string): number {
  if (typeof reply === 'number' && Number.isSafeInteger(reply) && reply >= 0) return reply;
  throw unexpected(command, 'a number', reply);
}

/** @throws UnexpectedReply */
export function textOf(reply: unknown, command: string): string {
  if (typeof reply === 'string') return reply;
  throw unexpected(command, 'text', reply);
}

/** @param length how many there must be @throws UnexpectedReply */
export function listOf(reply: unknown, command: string, length?: number): readonly unknown[] {
  if (Array.isArray(reply) && (length === undefined || reply.length === length)) return reply;
  throw unexpected(command, length === undefined ? 'a list' : `a list of ${length}`, reply);
}

/** A list of texts. @throws UnexpectedReply */
export function textsOf(reply: unknown, command: string, length?: number): string[] {
  return listOf(reply, command, length).map((text) => textOf(text, command));
}

/** What the command answers, where it answers anything. @throws UnexpectedReply */
export function orNothing<T>(read: (reply: unknown, command: string) => T, reply: unknown, command: string): T | undefined {
  return reply === null ? undefined : read(reply, command);
}

/** Where success has one word. @throws UnexpectedReply */
export function expectOk(reply: unknown, command: string, word = 'OK'): void {
  if (reply !== word) throw unexpected(command, word, reply);
}

/** Says of what kind the answer was, and not what it said: that may be anybody's data. */
function unexpected(command: string, expected: string, reply: unknown): UnexpectedReply {
  return new UnexpectedReply(`expected ${expected} in answer to ${command}, got ${kindOf(reply)}`);
}

function kindOf(reply: unknown): string {
  if (reply === null || reply === undefined) return 'nothing';
  if (typeof reply === 'number') return `the number ${reply}`;
  if (Array.isArray(reply)) return `a list of ${reply.length}`;
  return reply instanceof Error ? 'an error' : 'text';
}
