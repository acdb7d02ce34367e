import type { QueueQuery } from '../../src/contract/query';
import type { Monitor } from '../queues/monitor';
import type { DataQuery, Frame } from '../runtime';
import type { Selector } from './select';

/** A query to a datasource, read, and whom it is asked of. */
export interface Asked {
  readonly monitor: Monitor;
  readonly query: QueueQuery;
  readonly selector: Selector;
  readonly request: DataQuery;
  /** The live channel that follows a query; undefined when there can be none. */
  readonly channelOf: (query: QueueQuery) => string | undefined;
  /** Of the call: when it aborts, nothing more is done. */
  readonly signal: AbortSignal | undefined;
}

/** Answers queries of one type. @throws PluginError */
export type Answer = (asked: Asked) => Promise<Frame[]>;

/** The frame, followed live where a channel is given. */
export function withChannel(frame: Frame, channel: string | undefined): Frame {
  return channel === undefined ? frame : { ...frame, meta: { ...frame.meta, channel } };
}
