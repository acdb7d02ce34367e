import { createHash } from 'node:crypto';
import { DEFAULT_QUERY, type QueueQuery } from '../../src/contract/query';

/** Grafana refuses channel names of more than 160 characters; the organisation is put in front of ours. */
const MAX_CHANNEL = 150;
/** Long queries that are remembered by their hash; the least recently asked go first. */
const MAX_REMEMBERED = 1000;

/**
 * Names of live channels. A name holds the query itself, so that any process can serve it, also one that was restarted;
 * a query too long for that is remembered under its hash and must be asked again after a restart.
 */
export class Channels {
  readonly #remembered = new Map<string, unknown>();

  /** Channel as a frame announces it: `ds/<uid>/history/<key>`, or `events/<key>` for what happens. */
  nameOf(uid: string, query: QueueQuery): string {
    const said = Object.fromEntries(
      Object.entries(query).filter(([k, v]) => JSON.stringify(v) !== JSON.stringify(Reflect.get(DEFAULT_QUERY, k))),
    );
    const text = JSON.stringify(said);
    const prefix = `ds/${uid}/${query.queryType === 'events' ? 'events' : 'history'}/`;
    const whole = `${prefix}q.${Buffer.from(text).toString('base64url')}`;
    if (whole.length <= MAX_CHANNEL) return whole;
    const key = `h.${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
    this.#remembered.delete(key);
    this.#remembered.set(key, said);
    const [oldest] = this.#remembered.keys();
    if (this.#remembered.size > MAX_REMEMBERED && oldest !== undefined) this.#remembered.delete(oldest);
    return prefix + key;
  }

  /** The query of a channel path, `history/<key>` or `events/<key>`, not yet checked; undefined for a path that is not ours. */
  queryOf(path: string): unknown {
    const [, key] = /^(?:history|events)\/([qh]\.[\w-]+)$/.exec(path) ?? [];
    if (!key) return undefined;
    if (key.startsWith('h.')) return this.#remembered.get(key);
    try {
      return JSON.parse(Buffer.from(key.slice(2), 'base64url').toString());
    } catch {
      return undefined;
    }
  }
}
