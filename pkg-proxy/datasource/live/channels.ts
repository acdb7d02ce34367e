import { createHash } from 'node:crypto';
import type { Notice } from 'grafana-node-datasource-runtime';
import { LRUCache } from 'lru-cache';
import { DEFAULT_QUERY, type QueueQuery } from '../../../src/contract/query';

/** Grafana refuses channel names of more than 160 characters; the organisation is put in front of ours. */
const MAX_CHANNEL = 150;
/** A query of more characters of JSON is not followed: a thousand queues with names of 200 characters fit. */
const MAX_QUERY = 256 * 1024;
/** Characters of all queries that are remembered by their hash, each taking up to two bytes; the least recently used go first. */
const MAX_REMEMBERED = 8 * 1024 * 1024;
/** What an entry takes beside its query, counted in characters. */
const ENTRY = 200;

/** Said with an answer that has no channel because its query is too long for one. */
export const NOT_FOLLOWED: Notice = {
  severity: 'warning',
  text: 'This query is too long to be followed live; it is answered anew when the panel refreshes. Name fewer queues, or use a glob or a /regex/.',
};

/**
 * Names of live channels. A name holds the query itself, so that any process can serve it, also one that was restarted;
 * a query too long for that is remembered under its hash and must be asked again after a restart. The memory for these is limited.
 */
export class Channels {
  /** Queries as JSON, by their hash. */
  readonly #remembered = new LRUCache<string, string>({ maxSize: MAX_REMEMBERED, sizeCalculation: (text) => text.length + ENTRY });

  /** Channel as a frame announces it: `ds/<uid>/history/<key>`, or `events/<key>` for what happens; none for too long a query. */
  nameOf(uid: string, query: QueueQuery): string | undefined {
    const said = Object.fromEntries(
      Object.entries(query).filter(([k, v]) => JSON.stringify(v) !== JSON.stringify(Reflect.get(DEFAULT_QUERY, k))),
    );
    const text = JSON.stringify(said);
    const prefix = `ds/${uid}/${query.queryType === 'events' ? 'events' : 'history'}/`;
    const whole = `${prefix}q.${Buffer.from(text).toString('base64url')}`;
    if (whole.length <= MAX_CHANNEL) return whole;
    if (text.length > MAX_QUERY) return undefined;
    const key = `h.${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
    this.#remembered.set(key, text);
    return prefix + key;
  }

  /** The query of a channel path, `history/<key>` or `events/<key>`, not yet checked; undefined for a path that is not ours. */
  queryOf(path: string): unknown {
    const [, key] = /^(?:history|events)\/([qh]\.[\w-]+)$/.exec(path) ?? [];
    if (!key) return undefined;
    const text = key.startsWith('h.') ? this.#remembered.get(key) : Buffer.from(key.slice(2), 'base64url').toString();
    try {
      return text === undefined ? undefined : JSON.parse(text);
    } catch {
      return undefined;
    }
  }
}
