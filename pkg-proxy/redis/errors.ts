import { BrokerError, type BrokerErrorCode } from '../queues/reader';

/** Node's and OpenSSL's codes. Everything OpenSSL says of certificates and handshakes is `tls`. */
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
  auth: 'user or password was refused. Check both in the datasource settings.',
  permission: 'the ACL user lacks a right.',
  database: 'the database number in the URL cannot be selected.',
  loading: 'the server is up but not ready to answer.',
  closed: 'the connection was closed. Does the server expect TLS (rediss://), or is it restarting?',
  protocol: 'the answer is not Redis protocol. Is another service listening there, or one that expects TLS (rediss://)?',
};

/** The command that Redis names in a NOPERM reply: "… to run the 'llen' command" (7.x, 6.x). Text is the only place it stands. */
const DENIED_COMMAND = /the '([^']+)' command/;

/** First word of an error reply, or undefined when the error did not come from the server. */
export function replyCode(error: unknown): string | undefined {
  return error instanceof Error && error.name === 'ReplyError' ? error.message.split(' ', 1)[0] : undefined;
}

function systemCode(error: unknown): string | undefined {
  for (let e = error; e instanceof Error; e = e.cause) {
    const code: unknown = Reflect.get(e, 'code') ?? Reflect.get(e, 'errorno');
    if (typeof code === 'string') return code;
  }
  return undefined;
}

/** Any failure of a connection or a command as a BrokerError that names the broker, what happened and what to do. */
export function brokerError(label: string, error: unknown, fallback: BrokerErrorCode = 'closed'): BrokerError {
  if (error instanceof BrokerError) return error;
  const reply = replyCode(error);
  const system = systemCode(error);
  let code = fallback;
  if (reply !== undefined) code = BY_REPLY[reply] ?? (fallback === 'closed' ? 'protocol' : fallback);
  else if (system !== undefined) code = BY_CODE[system] ?? (/^(ERR_TLS|ERR_SSL|CERT_)/.test(system) ? 'tls' : fallback);
  else if (error instanceof Error && error.name === 'ParserError') code = 'protocol';
  // ioredis notes the failed command with its arguments on the error, and Redis repeats those of a command it does not know:
  // for AUTH that is the password.
  if (error instanceof Error) {
    Reflect.deleteProperty(error, 'command');
    error.message = error.message.replace(/, with args beginning with.*/s, '');
  }
  const said = error instanceof Error ? error.message : '';
  const denied = code === 'permission' ? DENIED_COMMAND.exec(said)?.[1]?.toUpperCase().replaceAll('|', ' ') : undefined;
  const advice = denied
    ? `the ACL user may not run ${denied}: add it (ACL SETUSER … +${denied.toLowerCase().replaceAll(' ', '|')}).`
    : code === 'protocol' && reply !== undefined
      ? 'the server refuses to answer.'
      : ADVICE[code];
  const detail = reply !== undefined ? said : (system ?? said);
  return new BrokerError(code, `Redis at ${label}: ${advice}${detail ? ` (${detail})` : ''}`, { cause: error });
}
