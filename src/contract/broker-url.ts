import { type BrokerScheme, readBrokerQuery } from './broker-url-query';
import { ContractError } from './problem';

/** A broker, parsed from Celery's `broker_url`. Host and port are those of the first node. */
export interface BrokerUrl {
  readonly scheme: BrokerScheme;
  /** Host names without port; for a socket its path. */
  readonly host: string;
  readonly port: number;
  /** All nodes; more than one only for Sentinel. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[];
  /** Path of the Unix socket. */
  readonly path?: string | undefined;
  readonly db: number;
  /** The URL asks for TLS: `rediss://`, or a parameter `ssl_…`, which means TLS to Celery with any scheme. */
  readonly tls: boolean;
  /** The URL says `ssl_cert_reqs=none`: like Celery, accept any certificate. */
  readonly anyCertificate: boolean;
  /** Names of parameters that only Celery can use, such as paths of its certificates. */
  readonly ignored: readonly string[];
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** Text for people; never holds user or password. */
  readonly label: string;
}

const FORMS =
  'redis://host:6379/0, rediss://host:6379/0, redis+socket:///path/to/redis.sock or sentinel://host1:26379;sentinel://host2:26379/0';

/** The parts of one URL. `user:password@` extends to the last @, so a password may contain any character unescaped. */
const URL_PARTS = /^(?:([a-z+]+):\/\/)?(?:(.*)@)?(\[[0-9a-f:.]+\]|[^/?#:[\]\s]*)(?::([0-9]+))?(\/[^?#]*)?(?:\?([^#]*))?$/i;

interface Part {
  readonly scheme: BrokerScheme;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * Reads a broker URL in the forms that Celery accepts; a bare `host:6379/0` counts as redis. User and password are separate in
 * the result.
 * @throws ContractError; its text never repeats the URL, which may hold a password
 */
export function parseBrokerUrl(input: string): BrokerUrl {
  const parts = input
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(parsePart);
  const first = parts[0];
  if (!first) throw wrong(`a broker URL: ${FORMS}`, 'nothing');
  const { scheme } = first;
  if (parts.length > 1 && scheme !== 'sentinel') throw wrong('one broker; only sentinel:// URLs may be several', `${parts.length} URLs`);
  const queries = parts.map(({ query }) => readBrokerQuery(scheme, query));
  const problem = queries.find((query) => query.problem)?.problem;
  if (problem) throw wrong(problem.expected, problem.got);
  const ignored = [...new Set(queries.flatMap((query) => query.ignored))];
  const { user, password } = parts.find((p) => p.user || p.password) ?? first;
  if (scheme === 'socket') {
    const path = decode(first.path);
    if (first.host !== '' || path.length < 2) throw wrong('redis+socket:///path/to/redis.sock', 'no absolute path');
    const db = dbOf((first.query.get('virtual_host') ?? '').replace(/^\//, ''), 'in ?virtual_host=, such as ?virtual_host=0');
    return {
      scheme,
      host: path,
      port: 0,
      nodes: [],
      path,
      db,
      tls: false,
      anyCertificate: false,
      ignored,
      user,
      password,
      label: `${path}/${db}`,
    };
  }
  if (parts.some((p) => p.host === '')) throw wrong(`a host name: ${FORMS}`, 'none');
  const nodes = parts.map(({ host, port }) => ({ host, port }));
  const db = dbOf(
    (parts.find((p) => p.path.length > 1) ?? first).path.replace(/^\//, '').replace(/\/$/, ''),
    'after the last slash, such as /0',
  );
  const label = `${nodes.map(addressOf).join(',')}/${db}`;
  const anyCertificate = parts.some((p) => /^(cert_)?none$/i.test(p.query.get('ssl_cert_reqs') ?? ''));
  const tls = scheme === 'rediss' || parts.some((p) => [...p.query.keys()].some((name) => name.startsWith('ssl_')));
  const secured = scheme === 'redis' && tls ? 'rediss' : scheme;
  return { scheme: secured, host: first.host, port: first.port, nodes, db, tls, anyCertificate, ignored, user, password, label };
}

function addressOf({ host, port }: { host: string; port: number }): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function parsePart(text: string): Part {
  const match = URL_PARTS.exec(text);
  if (!match) throw wrong(`a broker URL: ${FORMS}`, 'something else');
  const [, protocol = 'redis', userinfo = '', host = '', port, path = '', query = ''] = match;
  const scheme = schemeOf(protocol.toLowerCase());
  const number = port === undefined ? (scheme === 'sentinel' ? 26379 : 6379) : Number(port);
  if (number < 1 || number > 65_535) throw wrong('a port from 1 to 65535', 'another number'); // It may be a password with a forgotten @.
  const colon = userinfo.indexOf(':');
  return {
    scheme,
    user: decode(colon < 0 ? userinfo : userinfo.slice(0, colon)) || undefined,
    password: (colon < 0 ? '' : decode(userinfo.slice(colon + 1))) || undefined,
    host: host.replace(/^\[|\]$/g, ''),
    port: number,
    path,
    query: new URLSearchParams(query),
  };
}

function schemeOf(protocol: string): BrokerScheme {
  switch (protocol) {
    case 'redis':
      return 'redis';
    case 'rediss':
      return 'rediss';
    case 'redis+socket':
    case 'socket':
    case 'unix':
      return 'socket';
    case 'sentinel':
      return 'sentinel';
    default:
      throw wrong(`a broker URL: ${FORMS}`, `the scheme "${protocol.slice(0, 20)}://"`);
  }
}

function dbOf(text: string, where: string): number {
  if (text === '') return 0;
  if (!/^\d{1,9}$/.test(text)) throw wrong(`a database number ${where}`, 'something else');
  return Number(text);
}

/** Like Python's `unquote`, which Celery uses: a stray % stays as it is, whatever else is escaped. */
function decode(text: string): string {
  return text.replace(/(?:%[0-9a-f]{2})+/gi, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });
}

function wrong(expected: string, got: string): ContractError {
  return new ContractError([{ field: 'url', expected, got }]);
}
