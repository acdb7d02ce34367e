import type { Log } from '../queues/log';
import type { Adapters } from '../queues/monitor';

/** A stream that may be a terminal, which has a size then. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

/** A stream that may be a keyboard. */
export type Keyboard = NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown };

/** What a command has around it. */
export interface Surroundings {
  readonly adapters: Adapters;
  readonly log: Log;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Keyboard;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborts when the command is asked to end, or when nobody reads any more what it prints. */
  readonly signal: AbortSignal;
}
