import { createHash } from 'node:crypto';
import type { Notice } from 'grafana-node-datasource-runtime';
import { LRUCache } from 'lru-cache';
import { message } from '../../../src/contract/messages/message';
import { QUERY_VERSION } from '../../../src/contract/migrate-query';
import { DEFAULT_TYPE, defaultsOf, fieldsOf, isQueryType, type QueryOf, type QueueQuery, type TypeWith } from '../../../src/contract/query';
import { say } from '../notices/said';

/** The types of query that can be followed. */
export type LiveType = TypeWith<{ readonly live: boolean }>;
export type LiveQuery = QueryOf<LiveType>;

/** A query that can be followed; undefined for one of another type. */
export function liveOf(query: QueueQuery): LiveQuery | undefined {
  return 'live' in query ? query : undefined;
}

/** Grafana refuses channel names of more than 160 characters; the organisation is put in front of ours. */
const MAX_CHANNEL = 150;
/** A query of more characters of JSON is not followed: a thousand queues with names of 200 characters fit. */
const MAX_QUERY = 256 * 1024;
/** Limit for all queries remembered by hash, in characters of up to two bytes each; the least recently used are dropped first. */
const MAX_REMEMBERED = 8 * 1024 * 1024;
/** Overhead of an entry, counted in characters. */
const ENTRY = 200;

/** The notice on an answer whose query is too long for a live channel. */
export const NOT_FOLLOWED: Notice = say(message('live.tooLong'));

/**
 * Names of live channels. A name contains the query itself, so that any process can serve it, even after a restart. A longer query is
 * remembered by its hash and must be sent again after a restart. The memory for these is limited.
 */
export class Channels {
  /** Queries as JSON, by their hash. */
  readonly #remembered = new LRUCache<string, string>({ maxSize: MAX_REMEMBERED, sizeCalculation: (text) => text.length + ENTRY });

  /** The channel for a frame: `ds/<uid>/<type>/<key>`; undefined if the query is too long. */
  nameOf(uid: string, query: LiveQuery): string | undefined {
    const defaults = { ...defaultsOf(query.queryType), queryType: DEFAULT_TYPE };
    const said = Object.fromEntries(
      Object.entries(query).filter(([k, v]) => JSON.stringify(v) !== JSON.stringify(Reflect.get(defaults, k))),
    );
    const text = JSON.stringify({ version: QUERY_VERSION, ...said });
    const prefix = `ds/${uid}/${query.queryType}/`;
    const whole = `${prefix}q.${Buffer.from(text).toString('base64url')}`;
    if (whole.length <= MAX_CHANNEL) return whole;
    if (text.length > MAX_QUERY) return undefined;
    const key = `h.${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
    this.#remembered.set(key, text);
    return prefix + key;
  }

  /** The query of a channel path, `<type>/<key>`, not validated; undefined for an unknown path. */
  queryOf(path: string): unknown {
    const [, type, key] = /^(\w+)\/([qh]\.[\w-]+)$/.exec(path) ?? [];
    if (!key || !isQueryType(type) || !fieldsOf(type).has('live')) return undefined;
    const text = key.startsWith('h.') ? this.#remembered.get(key) : Buffer.from(key.slice(2), 'base64url').toString();
    try {
      return text === undefined ? undefined : JSON.parse(text);
    } catch {
      return undefined;
    }
  }
}
