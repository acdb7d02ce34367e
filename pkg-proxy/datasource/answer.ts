import type { DataQuery, Frame } from 'grafana-node-datasource-runtime';
import type { QueueQuery } from '../../src/contract/query';
import type { Monitor } from '../queues/monitor';
import { NOT_FOLLOWED } from './live/channels';
import type { Selector } from './select';

/** A query to a datasource, read, and whom it is asked of. */
export interface Asked {
  readonly monitor: Monitor;
  readonly query: QueueQuery;
  readonly selector: Selector;
  readonly request: DataQuery;
  /** The live channel that follows a query; undefined when the query is too long for one. */
  readonly channelOf: (query: QueueQuery) => string | undefined;
  /** Of the call: when it aborts, nothing more is done. */
  readonly signal: AbortSignal | undefined;
}

/** Answers queries of one type. @throws PluginError */
export type Answer = (asked: Asked) => Promise<Frame[]>;

/**
 * The frame with the live channel of `query`, or with a notice where the query is too long for one.
 * @param query what is to be followed; undefined for nothing
 */
export function followedBy(frame: Frame, query: QueueQuery | undefined, channelOf: Asked['channelOf']): Frame {
  if (!query) return frame;
  const channel = channelOf(query);
  if (channel !== undefined) return { ...frame, meta: { ...frame.meta, channel } };
  return { ...frame, meta: { ...frame.meta, notices: [...(frame.meta?.notices ?? []), NOT_FOLLOWED] } };
}
