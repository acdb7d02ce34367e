import { type DataQuery, type Frame, turns } from 'grafana-node-datasource-runtime';
import type { QueryOf, QueryType, TypeWith } from '../../src/contract/query';
import type { Monitor } from '../queues/monitor/monitor';
import { type LiveQuery, NOT_FOLLOWED } from './live/channels';
import { selecting } from './read-query';
import type { Patterns, Selector } from './select';

/** The live channel that follows a query; undefined when the query is too long for one. */
export type ChannelOf = (query: LiveQuery) => string | undefined;

/** A parsed query of one type, and the datasource it is for. */
export interface Asked<T extends QueryType> {
  readonly monitor: Monitor;
  readonly query: QueryOf<T>;
  readonly request: DataQuery;
  readonly channelOf: ChannelOf;
  /** The signal of the call. When it aborts, the work stops. */
  readonly signal: AbortSignal | undefined;
}

/** Answers queries of one type. @throws PluginError */
export type Answer<T extends QueryType> = (asked: Asked<T>) => Promise<Frame[]>;

/** A query and the queues it selects. */
export type AskedOfQueues<T extends QueryType> = Asked<T> & { readonly selector: Selector };

/** An answer to queries that select queues with `queues` and `exclude`. */
export function ofQueues<T extends TypeWith<Patterns>>(answer: (asked: AskedOfQueues<T>) => Promise<Frame[]>): Answer<T> {
  return async (asked) => answer({ ...asked, selector: await turns.run(selecting(asked.query), asked.signal) });
}

/**
 * Adds the live channel of `query` to the frame, or a notice if the query is too long for one.
 * @param query the query to follow; undefined for none
 */
export function followedBy(frame: Frame, query: LiveQuery | undefined, channelOf: ChannelOf): Frame {
  if (!query) return frame;
  const channel = channelOf(query);
  if (channel !== undefined) return { ...frame, meta: { ...frame.meta, channel } };
  return { ...frame, meta: { ...frame.meta, notices: [...(frame.meta?.notices ?? []), NOT_FOLLOWED] } };
}
