/** How a broker is reached: the scheme of its URL, with Celery's spellings of a socket made one. */
export type BrokerScheme = 'redis' | 'rediss' | 'socket' | 'sentinel';

/**
 * What may stand behind the ? of a broker URL and says nothing of where to read. Of redis://, rediss:// and sentinel:// kombu takes
 * these as arguments of its `Connection`, besides `ssl_…`, and fails with anything else: with `db` and `virtual_host` too. Of a socket it
 * takes `virtual_host` for the database and hands the rest to redis-py, whose `db` it then overwrites (kombu/connection.py
 * `_init_params`, kombu/transport/redis.py `_connparams`, 5.2 to 5.7).
 */
const HARMLESS: Readonly<Record<'server' | 'socket', ReadonlySet<string>>> = {
  server: new Set(['connect_timeout', 'heartbeat', 'insist', 'login_method']),
  socket: new Set(['virtual_host', 'socket_timeout', 'retry_on_timeout', 'health_check_interval', 'max_connections', 'client_name']),
};
/** What is understood, or says what only a process of Celery can use and this one has settings for. */
const UNDERSTOOD = 'ssl_cert_reqs';
const FOR_CELERY = /^(ssl_.+|credential_provider)$/;
/** A name that can be repeated to a person. Anything else may be a piece of a password. */
const PLAIN = /^[a-z_]{1,40}$/i;

export interface BrokerQuery {
  /** Names of what only Celery can use. */
  readonly ignored: readonly string[];
  /** What was expected in place of what cannot be taken; undefined when all can. */
  readonly problem?: { readonly expected: string; readonly got: string } | undefined;
}

/** Says what of a broker URL's parameters counts. As kombu does it leaves out those without a value. */
export function readBrokerQuery(scheme: BrokerScheme, query: URLSearchParams): BrokerQuery {
  const names = [...query].filter(([, value]) => value !== '').map(([name]) => name);
  const harmless = HARMLESS[scheme === 'socket' ? 'socket' : 'server'];
  const unknown = names.find((name) => name !== UNDERSTOOD && !FOR_CELERY.test(name) && !harmless.has(name));
  const ignored = names.filter((name) => name !== UNDERSTOOD && FOR_CELERY.test(name) && PLAIN.test(name));
  return { ignored, problem: unknown === undefined ? undefined : problemOf(scheme, unknown) };
}

function problemOf(scheme: BrokerScheme, name: string): BrokerQuery['problem'] {
  const got = PLAIN.test(name) ? `the parameter "${name}"` : 'a parameter of another name';
  if (name === 'db' && scheme === 'socket')
    return {
      expected: 'the database of a socket as redis+socket:///path/to/redis.sock?virtual_host=3: Celery takes no notice of "db"',
      got,
    };
  if (name === 'db' || name === 'virtual_host')
    return { expected: `the database after the last slash, as in ${scheme}://host/3: Celery does not start with "${name}"`, got };
  const named = PLAIN.test(name) ? ` "${name}"` : ' unknown parameters';
  return { expected: `a broker URL without${named}: remove it, or check how it is spelled`, got };
}
