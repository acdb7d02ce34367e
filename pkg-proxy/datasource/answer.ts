import { type DataQuery, type Frame, turns } from 'grafana-node-datasource-runtime';
import type { QueryOf, QueryType, TypeWith } from '../../src/contract/query';
import type { Monitor } from '../queues/monitor';
import { type LiveQuery, NOT_FOLLOWED } from './live/channels';
import { selecting } from './read-query';
import type { Patterns, Selector } from './select';

/** The live channel that follows a query; undefined when the query is too long for one. */
export type ChannelOf = (query: LiveQuery) => string | undefined;

/** A query of one type to a datasource, read, and whom it is asked of. */
export interface Asked<T extends QueryType> {
  readonly monitor: Monitor;
  readonly query: QueryOf<T>;
  readonly request: DataQuery;
  readonly channelOf: ChannelOf;
  /** Of the call: when it aborts, nothing more is done. */
  readonly signal: AbortSignal | undefined;
}

/** Answers queries of one type. @throws PluginError */
export type Answer<T extends QueryType> = (asked: Asked<T>) => Promise<Frame[]>;

/** What is asked, and of which queues. */
export type AskedOfQueues<T extends QueryType> = Asked<T> & { readonly selector: Selector };

/** An answer to queries that say with `queues` and `exclude` which queues they mean. */
export function ofQueues<T extends TypeWith<Patterns>>(answer: (asked: AskedOfQueues<T>) => Promise<Frame[]>): Answer<T> {
  return async (asked) => answer({ ...asked, selector: await turns.run(selecting(asked.query), asked.signal) });
}

/**
 * The frame with the live channel of `query`, or with a notice where the query is too long for one.
 * @param query what is to be followed; undefined for nothing
 */
export function followedBy(frame: Frame, query: LiveQuery | undefined, channelOf: ChannelOf): Frame {
  if (!query) return frame;
  const channel = channelOf(query);
  if (channel !== undefined) return { ...frame, meta: { ...frame.meta, channel } };
  return { ...frame, meta: { ...frame.meta, notices: [...(frame.meta?.notices ?? []), NOT_FOLLOWED] } };
}
