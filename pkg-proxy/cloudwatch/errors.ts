import { StoreError } from '../queues/ports/metric-store';
import { CredentialsFailure } from './credentials';
import { type Facts, factsOf, plain } from './sdk-error';

/** What a failed call means for the records it carried. */
export type Failure =
  /** CloudWatch will never take some of the datums. `members`: their places in the request from 1, empty if it did not say. */
  | { readonly kind: 'refused'; readonly members: readonly number[]; readonly reason: string }
  | { readonly kind: 'tooLarge'; readonly reason: string }
  /** Nothing was wrong with the records: they wait. `denied`: the credentials are good and lack the permission. */
  | { readonly kind: 'stop'; readonly error: StoreError; readonly denied: boolean };

/** What was tried, for the message. */
export interface Attempt {
  readonly permission: 'cloudwatch:PutMetricData' | 'cloudwatch:ListMetrics' | 'cloudwatch:GetMetricData';
  readonly namespace: string;
  readonly where: string;
}

/** Codes without the endings `Exception`, `Fault`, `Error`, which differ between the protocols of AWS. */
const THROTTLED = new Set([
  'Throttling',
  'Throttled',
  'RequestThrottled',
  'TooManyRequests',
  'RequestLimitExceeded',
  'LimitExceeded',
  'BandwidthLimitExceeded',
  'SlowDown',
]);
const REFUSED = new Set([
  'InvalidParameterValue',
  'InvalidParameterCombination',
  'MissingRequiredParameter',
  'MissingParameter',
  'Validation',
  'Serialization',
]);
const DENIED = new Set(['AccessDenied', 'UnauthorizedOperation', 'NotAuthorized']);
const WRONG_KEY = new Set([
  'InvalidClientTokenId',
  'UnrecognizedClient',
  'InvalidAccessKeyId',
  'MissingAuthenticationToken',
  'AuthFailure',
  'OptInRequired',
]);
const WRONG_SIGNATURE = new Set(['SignatureDoesNotMatch', 'InvalidSignature', 'IncompleteSignature']);
const EXPIRED = new Set(['ExpiredToken', 'RequestExpired', 'RequestTimeTooSkewed', 'RequestInTheFuture']);

/** Sorts an error of the AWS SDK, by its code and status. */
export function failureOf(error: unknown, attempt: Attempt): Failure {
  if (error instanceof StoreError) return { kind: 'stop', error, denied: false };
  if (error instanceof CredentialsFailure) return stop(credentialsMessage(error), isPassing(factsOf(error.cause)), error.cause);
  const facts = factsOf(error);
  const { code, message, status } = facts;
  if (isPassing(facts)) return stop(passingMessage(facts, attempt), true, error);
  if (status === 413 || code === 'RequestEntityTooLarge') return { kind: 'tooLarge', reason: message };
  if (REFUSED.has(code)) return { kind: 'refused', members: membersIn(message), reason: message };
  if (DENIED.has(code)) {
    const text = `AWS does not allow ${attempt.permission} for namespace "${attempt.namespace}" with these credentials: add that permission to the role or user. AWS says: ${message}`;
    return { ...stop(text, false, error), denied: true };
  }
  if (WRONG_KEY.has(code)) return stop(`AWS does not know the access key or its token (${code}): check the credentials.`, false, error);
  // AWS's message repeats the signed request here, the session token with it.
  if (WRONG_SIGNATURE.has(code)) return stop(`AWS could not verify the signature (${code}): check the secret key.`, false, undefined);
  if (EXPIRED.has(code)) return stop(`Credentials or request expired (${code}): renew the credentials, check the clock.`, false, error);
  return stop(`${attempt.where} answered ${code}${status ? ` (HTTP ${status})` : ''}: ${message}`, status === undefined, error);
}

const stop = (message: string, retryable: boolean, cause: unknown): Extract<Failure, { kind: 'stop' }> => ({
  kind: 'stop',
  error: new StoreError(message, retryable, { cause: plain(cause) }),
  denied: false,
});

/** Worth trying again unchanged: throttled, the server's fault, or no answer at all. */
const isPassing = ({ code, status, network }: Facts): boolean =>
  THROTTLED.has(code) || network !== undefined || status === 408 || status === 429 || (status !== undefined && status >= 500);

function passingMessage({ code, message, status, network }: Facts, { where }: Attempt): string {
  if (network) return `${where} cannot be reached (${network}): check region, endpoint and network.`;
  return THROTTLED.has(code) || status === 429 ? `${where} throttles (${code}).` : `${where} failed (${code}, HTTP ${status}): ${message}`;
}

function credentialsMessage({ message, advice, cause }: CredentialsFailure): string {
  const facts = factsOf(cause);
  return `${message} ${WRONG_SIGNATURE.has(facts.code) ? facts.code : facts.message} ${advice}`;
}

/**
 * `MetricData.member.7.Value` names the seventh datum. AWS tells it nowhere but in the message, so this is the one
 * place that reads a message to decide; without a number the caller finds the datum by halving.
 */
const membersIn = (message: string): number[] => [
  ...new Set([...message.matchAll(/MetricData\.member\.(\d+)/g)].map((match) => Number(match[1]))),
];
