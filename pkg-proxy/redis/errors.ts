import { BrokerError, type BrokerErrorCode } from '../queues/ports/reader';

/** Error codes of Node and OpenSSL. All certificate and handshake errors of OpenSSL are `tls`. */
const BY_CODE: Readonly<Record<string, BrokerErrorCode>> = {
  ECONNREFUSED: 'refused',
  EACCES: 'refused',
  ENOENT: 'refused',
  EHOSTUNREACH: 'refused',
  ENETUNREACH: 'refused',
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  ETIMEDOUT: 'timeout',
  ECONNRESET: 'closed',
  EPIPE: 'closed',
  EPROTO: 'tls',
  CERT_HAS_EXPIRED: 'tls',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls',
  UNABLE_TO_GET_ISSUER_CERT: 'tls',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls',
};

/** The first word of an error reply is its code, by Redis's protocol. */
const BY_REPLY: Readonly<Record<string, BrokerErrorCode>> = {
  WRONGPASS: 'auth',
  NOAUTH: 'auth',
  NOPERM: 'permission',
  LOADING: 'loading',
  MASTERDOWN: 'loading',
  BUSY: 'loading',
};

const ADVICE: Readonly<Record<BrokerErrorCode, string>> = {
  refused: 'nothing accepts connections there. Is Redis running, are host and port right, does the security group let Grafana in?',
  dns: 'the host name cannot be resolved. Is it spelled right and known to the DNS that Grafana uses?',
  timeout: 'no answer in time. Is a firewall or security group in the way, or is Redis frozen or overloaded?',
  tls: 'the TLS connection failed. Does the server speak TLS on this port, and is its certificate from the configured CA and for this host name?',
  auth: 'the server refused the user or the password. Check both in the datasource settings.',
  permission: 'the ACL user lacks a permission.',
  database: 'the database number in the URL cannot be selected.',
  loading: 'the server is up but not ready to answer.',
  closed: 'the connection was closed. Does the server expect TLS (rediss://), or is it restarting?',
  protocol: 'the server does not answer like Redis. Is it another service, is a proxy in between, or does it expect TLS (rediss://)?',
};

const HASH_TAG =
  'Celery works on a cluster only if all its keys are in one slot: give it a global_keyprefix with a hash tag, such as {celery}:, and set jsonData.keyPrefix to the same';

/** Replies of a Redis Cluster node. Celery does not follow redirections, so we do not either. */
const CLUSTER: Readonly<Record<string, string>> = {
  MOVED: `another node of this Redis Cluster holds the keys: point the URL at the node named here. ${HASH_TAG}.`,
  ASK: 'the keys are moving to another node of this Redis Cluster: point the URL at the node named here.',
  TRYAGAIN: 'the keys are moving to another node of this Redis Cluster. They can be read again once the move is done.',
  CROSSSLOT: `the keys are in several slots of a Redis Cluster. ${HASH_TAG}.`,
  CLUSTERDOWN:
    'the Redis Cluster does not serve these keys: a node is down, or no node owns their slot. Check CLUSTER INFO and CLUSTER SLOTS.',
};

/** What to do about an error reply of a cluster, by its code; undefined for any other. */
export function clusterAdvice(code: string | undefined): string | undefined {
  return code !== undefined && Object.hasOwn(CLUSTER, code) ? CLUSTER[code] : undefined;
}

/** The command in a NOPERM reply: "… to run the 'llen' command" (6.x, 7.x). Redis names it only in the text. */
const DENIED_COMMAND = /the '([^']+)' command/;

/** A reply that Redis would not give: the peer is not Redis, or its replies no longer match our requests. */
export class UnexpectedReply extends Error {
  override readonly name = 'UnexpectedReply';
}

/** First word of an error reply; undefined if the error did not come from the server. */
export function replyCode(error: unknown): string | undefined {
  return error instanceof Error && error.name === 'ReplyError' ? error.message.split(' ', 1)[0] : undefined;
}

export function systemCode(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    const code: unknown = Reflect.get(e, 'code') ?? Reflect.get(e, 'errorno');
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** Turns any failure of a connection or command into a BrokerError that names the broker, the cause and what to do. */
export function brokerError(label: string, error: unknown, fallback: BrokerErrorCode = 'closed'): BrokerError {
  if (error instanceof BrokerError) return error;
  const reply = replyCode(error);
  const system = error instanceof UnexpectedReply ? undefined : systemCode(error);
  let code = fallback;
  // ERR does not say what is wrong, so the step that failed determines the code. All other codes are specific.
  if (reply !== undefined) code = BY_REPLY[reply] ?? (reply === 'ERR' && fallback !== 'closed' ? fallback : 'protocol');
  else if (system !== undefined) code = BY_CODE[system] ?? (/^(ERR_TLS|ERR_SSL|ERR_OSSL|CERT_)/.test(system) ? 'tls' : fallback);
  else if (error instanceof UnexpectedReply || (error instanceof Error && error.name === 'ParserError')) code = 'protocol';
  // ioredis attaches the failed command with its arguments to the error, and Redis repeats the arguments of an unknown command.
  // For AUTH that would be the password.
  if (error instanceof Error) {
    Reflect.deleteProperty(error, 'command');
    error.message = error.message.replace(/, with args beginning with.*/s, '').replace(/\. Please report this\.$/, ''); // to ioredis
  }
  const said = error instanceof Error ? error.message : '';
  const denied = code === 'permission' ? DENIED_COMMAND.exec(said)?.[1]?.toUpperCase().replaceAll('|', ' ') : undefined;
  const advice = denied
    ? `the ACL user may not run ${denied}: add it (ACL SETUSER … +${denied.toLowerCase().replaceAll(' ', '|')}).`
    : code === 'protocol' && reply !== undefined
      ? (clusterAdvice(reply) ?? 'the server refuses to answer.')
      : ADVICE[code];
  const detail = reply !== undefined ? said : (system ?? said);
  return new BrokerError(code, `Redis at ${label}: ${advice}${detail ? ` (${detail})` : ''}`, { cause: error });
}
