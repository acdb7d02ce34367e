import type { Log } from '../queues/log';
import type { Adapters } from '../queues/monitor/adapters';

/** A stream that may be a terminal, and then has a size. */
export type Output = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

/** A stream that may be a keyboard. */
export type Keyboard = NodeJS.ReadableStream & { readonly isTTY?: boolean; setRawMode?(on: boolean): unknown };

/** The environment of a command. */
export interface Surroundings {
  readonly adapters: Adapters;
  readonly log: Log;
  readonly env: NodeJS.ProcessEnv;
  readonly stdin: Keyboard;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Aborts when the command must stop, or when nobody reads its output any more. */
  readonly signal: AbortSignal;
}
