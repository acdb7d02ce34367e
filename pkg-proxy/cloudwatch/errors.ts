import { type AnyMessage, message, type Said } from '../../src/contract/messages/message';
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
  const { code, message: said, status } = facts;
  if (isPassing(facts)) return stop(passingMessage(facts, attempt), true, error);
  if (status === 413 || code === 'RequestEntityTooLarge') return { kind: 'tooLarge', reason: said };
  if (REFUSED.has(code)) return { kind: 'refused', members: membersIn(said), reason: said };
  if (DENIED.has(code)) {
    const { permission, namespace } = attempt;
    return { ...stop(message('aws.denied', { permission, namespace, said }), false, error), denied: true };
  }
  if (WRONG_KEY.has(code)) return stop(message('aws.unknownKey', { code }), false, error);
  // AWS's message repeats the signed request here, the session token with it.
  if (WRONG_SIGNATURE.has(code)) return stop(message('aws.badSignature', { code }), false, undefined);
  if (EXPIRED.has(code)) return stop(message('aws.expired', { code }), false, error);
  return stop(answered(facts, attempt), status === undefined, error);
}

const stop = (said: Said, retryable: boolean, cause: unknown): Extract<Failure, { kind: 'stop' }> => ({
  kind: 'stop',
  error: new StoreError(said, retryable, { cause: plain(cause) }),
  denied: false,
});

/** Worth trying again unchanged: throttled, the server's fault, or no answer at all. */
const isPassing = ({ code, status, network }: Facts): boolean =>
  THROTTLED.has(code) || network !== undefined || status === 408 || status === 429 || (status !== undefined && status >= 500);

function passingMessage(facts: Facts, attempt: Attempt): AnyMessage {
  const { code, status, network } = facts;
  const { where } = attempt;
  if (network) return message('aws.unreachable', { where, network });
  return THROTTLED.has(code) || status === 429 ? message('aws.throttled', { where, code }) : answered(facts, attempt);
}

function answered({ code, message: said, status }: Facts, { where }: Attempt): AnyMessage {
  return status === undefined ? message('aws.failed', { where, code, said }) : message('aws.answered', { where, code, status, said });
}

function credentialsMessage({ from, advice, cause }: CredentialsFailure): AnyMessage {
  const facts = factsOf(cause);
  return message('aws.noCredentials', { from, said: WRONG_SIGNATURE.has(facts.code) ? facts.code : facts.message, advice });
}

/**
 * `MetricData.member.7.Value` names the seventh datum. AWS tells it nowhere but in the message, so this is the one
 * place that reads a message to decide; without a number the caller finds the datum by halving.
 */
const membersIn = (message: string): number[] => [
  ...new Set([...message.matchAll(/MetricData\.member\.(\d+)/g)].map((match) => Number(match[1]))),
];
