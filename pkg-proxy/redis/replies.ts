import type { Pipeline } from './client';
import { UnexpectedReply } from './errors';

/** Commands that the server refused, with its error. */
export interface Refused {
  /** MEMORY USAGE. Without it, message sizes are unknown, and messages are not read. */
  size?: Error;
  /** LRANGE. */
  ends?: Error;
  /** LPOS: denied or unknown. */
  place?: Error;
}

/** The reply to one command. */
export type Reply = readonly [error: Error | null, reply?: unknown];
export const NONE: Reply = [null];

/** Sends the pipeline. @returns a function that returns the next reply with each call */
export async function answersOf(pipeline: Pipeline): Promise<() => Reply> {
  const answers = ((await pipeline.exec()) ?? []).values();
  return () => answers.next().value ?? NONE;
}

/** Sends the pipeline. @returns the reply to each command @throws the first error reply */
export async function repliesOf(pipeline: Pipeline): Promise<unknown[]> {
  return ((await pipeline.exec()) ?? []).map(([error, reply]) => {
    if (error) throw error;
    return reply;
  });
}

/** A non-negative integer, such as a length or a size. @throws UnexpectedReply */
export function countOf(reply: unknown, command: string): number {
  if (typeof reply === 'number' && Number.isSafeInteger(reply) && reply >= 0) return reply;
  throw unexpected(command, 'a number', reply);
}

/** @throws UnexpectedReply */
export function textOf(reply: unknown, command: string): string {
  if (typeof reply === 'string') return reply;
  throw unexpected(command, 'text', reply);
}

/** @param length the required number of elements @throws UnexpectedReply */
export function listOf(reply: unknown, command: string, length?: number): readonly unknown[] {
  if (Array.isArray(reply) && (length === undefined || reply.length === length)) return reply;
  throw unexpected(command, length === undefined ? 'a list' : `a list of ${length}`, reply);
}

/** A list of texts. @throws UnexpectedReply */
export function textsOf(reply: unknown, command: string, length?: number): string[] {
  return listOf(reply, command, length).map((text) => textOf(text, command));
}

/** Reads a reply that may be null. @throws UnexpectedReply */
export function orNothing<T>(read: (reply: unknown, command: string) => T, reply: unknown, command: string): T | undefined {
  return reply === null ? undefined : read(reply, command);
}

/** Checks a reply that must be one word. @throws UnexpectedReply */
export function expectOk(reply: unknown, command: string, word = 'OK'): void {
  if (reply !== word) throw unexpected(command, word, reply);
}

/** Names the kind of the reply, not its content, which may be confidential. */
function unexpected(command: string, expected: string, reply: unknown): UnexpectedReply {
  return new UnexpectedReply(`expected ${expected} in answer to ${command}, got ${kindOf(reply)}`);
}

function kindOf(reply: unknown): string {
  if (reply === null || reply === undefined) return 'nothing';
  if (typeof reply === 'number') return `the number ${reply}`;
  if (Array.isArray(reply)) return `a list of ${reply.length}`;
  return reply instanceof Error ? 'an error' : 'text';
}
