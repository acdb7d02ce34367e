import { message } from '../../src/contract/messages/message';
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

/** Replies of a Redis Cluster node. Celery does not follow redirections, so we do not either. */
const CLUSTER = {
  MOVED: 'redis.moved',
  ASK: 'redis.ask',
  TRYAGAIN: 'redis.tryAgain',
  CROSSSLOT: 'redis.crossSlot',
  CLUSTERDOWN: 'redis.clusterDown',
} as const;

/** Whether the code of an error reply is one that only a cluster gives. */
export function isClusterReply(code: string | undefined): code is keyof typeof CLUSTER {
  return code !== undefined && Object.hasOwn(CLUSTER, code);
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
  const problem = denied
    ? message('redis.permissionFor', { label, command: denied, rule: `+${denied.toLowerCase().replaceAll(' ', '|')}` })
    : message(
        code !== 'protocol' || reply === undefined ? `redis.${code}` : isClusterReply(reply) ? CLUSTER[reply] : 'redis.refusesToAnswer',
        {
          label,
        },
      );
  const detail = reply !== undefined ? said : (system ?? said);
  return new BrokerError(code, detail ? message('part.detailed', { cause: problem, detail }) : problem, { cause: error });
}
