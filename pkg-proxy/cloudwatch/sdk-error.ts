import { CredentialsFailure } from './credentials';

/** What an error of the AWS SDK says, whichever protocol it came by. */
export interface Facts {
  readonly code: string;
  readonly message: string;
  readonly status: number | undefined;
  /** Node's code of a connection error, the SDK's name of a time-out. */
  readonly network: string | undefined;
}

/** Codes of Node's sockets, resolver and TLS; not those of files, such as ENOENT. */
const CONNECTION_CODES =
  /^(ECONN\w+|ETIMEDOUT|EPIPE|EPROTO|EHOST\w+|ENET\w+|ENOTFOUND|EAI_\w+|EADDRNOTAVAIL|(ERR_TLS|ERR_SSL|CERT|UNABLE_TO|DEPTH_ZERO|SELF_SIGNED)_\w+)$/;

export function factsOf(error: unknown): Facts {
  if (!(error instanceof Error)) return { code: 'Unknown', message: String(error), status: undefined, network: undefined };
  const { name, message } = error;
  const nodeCode = textOf(error, 'code');
  const status = numberOf(objectOf(error, '$metadata'), 'httpStatusCode');
  const network =
    nodeCode && CONNECTION_CODES.test(nodeCode) ? nodeCode : name === 'TimeoutError' || name === 'AbortError' ? name : undefined;
  const code = (textOf(error, 'Code') ?? name).replace(/(Exception|Fault|Error)$/, '');
  return { code, message: message.trim().replace(/([^.])$/, '$1.'), status, network: status === undefined ? network : undefined };
}

const fieldOf = (holder: object | undefined, field: string): unknown => (holder ? Reflect.get(holder, field) : undefined);
const objectOf = (holder: object, field: string): object | undefined => {
  const value = fieldOf(holder, field);
  return typeof value === 'object' && value !== null ? value : undefined;
};
const textOf = (holder: object, field: string): string | undefined => {
  const value = fieldOf(holder, field);
  return typeof value === 'string' ? value : undefined;
};
const numberOf = (holder: object | undefined, field: string): number | undefined => {
  const value = fieldOf(holder, field);
  return typeof value === 'number' ? value : undefined;
};

/** An SDK error without the request and response it carries, which hold headers with tokens. */
export function plain(cause: unknown): Error | undefined {
  if (!(cause instanceof Error)) return undefined;
  return Object.assign(new Error(cause.message), { name: cause.name, stack: cause.stack });
}

/**
 * Whether a failed call may have been carried out all the same: an answer was lost, or it was the server's fault. Where the
 * SDK tried again only the last failure is known, so that counts as unsure, too.
 */
export function isUnsure(error: unknown): boolean {
  const attempts = attemptsOf(error);
  const { status = 0 } = factsOf(error);
  return attempts > 1 || (attempts === 1 && (status < 400 || status >= 500 || status === 408));
}

/** How many requests a call made, by its answer or its error: the SDK counts its own retries. */
export function attemptsOf(outcome: unknown): number {
  if (outcome instanceof CredentialsFailure || typeof outcome !== 'object' || outcome === null) return 0;
  return numberOf(objectOf(outcome, '$metadata'), 'attempts') ?? 1;
}
