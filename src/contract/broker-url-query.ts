/** Scheme of a broker URL. Celery's spellings of a socket count as one. */
export type BrokerScheme = 'redis' | 'rediss' | 'socket' | 'sentinel';

/**
 * Query parameters of a broker URL that do not change where to read. With redis://, rediss:// and sentinel://, kombu accepts these as
 * arguments of its `Connection`, besides `ssl_…`, and fails with any other, also with `db` and `virtual_host`. With a socket, it uses
 * `virtual_host` as the database and passes the rest to redis-py, whose `db` it then overwrites (kombu/connection.py `_init_params`,
 * kombu/transport/redis.py `_connparams`, 5.2 to 5.7).
 */
const HARMLESS: Readonly<Record<'server' | 'socket', ReadonlySet<string>>> = {
  server: new Set(['connect_timeout', 'heartbeat', 'insist', 'login_method']),
  socket: new Set(['virtual_host', 'socket_timeout', 'retry_on_timeout', 'health_check_interval', 'max_connections', 'client_name']),
};
/** Used here; the parameters below are only for Celery, and settings replace them here. */
const UNDERSTOOD = 'ssl_cert_reqs';
const FOR_CELERY = /^(ssl_.+|credential_provider)$/;
/** A name that is safe to repeat in an error. Anything else may be a part of a password. */
const PLAIN = /^[a-z_]{1,40}$/i;

export interface BrokerQuery {
  /** Names of parameters that only Celery can use. */
  readonly ignored: readonly string[];
  /** What is wrong with the first parameter that is refused; undefined if all are accepted. */
  readonly problem?: { readonly expected: string; readonly got: string } | undefined;
}

/** Reads the query parameters of a broker URL. Like kombu, it ignores those without a value. */
export function readBrokerQuery(scheme: BrokerScheme, query: URLSearchParams): BrokerQuery {
  const names = [...query].filter(([, value]) => value !== '').map(([name]) => name);
  const harmless = HARMLESS[scheme === 'socket' ? 'socket' : 'server'];
  const unknown = names.find((name) => name !== UNDERSTOOD && !FOR_CELERY.test(name) && !harmless.has(name));
  const ignored = names.filter((name) => name !== UNDERSTOOD && FOR_CELERY.test(name) && PLAIN.test(name));
  return { ignored, problem: unknown === undefined ? undefined : problemOf(scheme, unknown) };
}

function problemOf(scheme: BrokerScheme, name: string): BrokerQuery['problem'] {
  const got = PLAIN.test(name) ? `the parameter "${name}"` : 'a parameter with another name';
  if (name === 'db' && scheme === 'socket')
    return {
      expected: 'the database of a socket as redis+socket:///path/to/redis.sock?virtual_host=3: Celery ignores "db"',
      got,
    };
  if (name === 'db' || name === 'virtual_host')
    return { expected: `the database after the last slash, as in ${scheme}://host/3: Celery does not start with "${name}"`, got };
  const named = PLAIN.test(name) ? ` "${name}"` : ' unknown parameters';
  return { expected: `a broker URL without${named}: remove it, or check how it is spelled`, got };
}
