import { describe, expect, test } from 'vitest';
import { message } from '../../src/contract/messages/message';
import { CredentialsFailure } from './credentials';
import { type Attempt, failureOf } from './errors';

const attempt: Attempt = { permission: 'cloudwatch:PutMetricData', namespace: 'Celery/Redis', where: 'CloudWatch in eu-west-1' };
const sdkError = (name: string, status: number, message = 'text', fields: object = {}) =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status }, ...fields });
const nodeError = (code: string) => Object.assign(new Error('text'), { code });

describe('failureOf()', () => {
  test.each([
    ['query code', sdkError('Throttling', 400)],
    ['exception name', sdkError('ThrottlingException', 400)],
    ['code of a name', sdkError('Unknown', 400, 'x', { Code: 'RequestLimitExceeded' })],
    ['429', sdkError('Whatever', 429)],
    ['500', sdkError('InternalServiceFault', 500)],
    ['503', sdkError('ServiceUnavailable', 503)],
    ['408', sdkError('RequestTimeout', 408)],
    ['reset', nodeError('ECONNRESET')],
    ['DNS', nodeError('ENOTFOUND')],
    ['DNS for now', nodeError('EAI_AGAIN')],
    ['TLS', nodeError('CERT_HAS_EXPIRED')],
    ['time-out', Object.assign(new Error('x'), { name: 'TimeoutError' })],
    ['credentials of a server that is down', new CredentialsFailure('here', 'Do.', nodeError('ECONNREFUSED'))],
  ])('passing: %s', (_, error) => {
    expect(failureOf(error, attempt)).toMatchObject({ kind: 'stop', error: { retryable: true } });
  });

  test.each([
    ['AccessDenied', 403, /cloudwatch:PutMetricData for namespace "Celery\/Redis"/],
    ['AccessDeniedException', 400, /cloudwatch:PutMetricData/],
    ['InvalidClientTokenId', 403, /access key/],
    ['UnrecognizedClientException', 400, /access key/],
    ['SignatureDoesNotMatch', 403, /secret key/],
    ['InvalidSignatureException', 400, /secret key/],
    ['ExpiredTokenException', 400, /expired/],
    ['RequestExpired', 400, /clock/],
    ['SomethingElse', 400, /SomethingElse \(HTTP 400\)/],
  ])('settings must change: %s', (name, status, message) => {
    expect(failureOf(sdkError(name, status), attempt)).toMatchObject({
      kind: 'stop',
      error: { retryable: false, message: expect.stringMatching(message) },
    });
  });

  test.each([
    ['The value NaN for parameter MetricData.member.7.Value is invalid.', [7]],
    ['The value for parameter MetricData.member.12.Dimensions.member.1.Value contains non-ASCII characters.', [12]],
    ['MetricData.member.3.Value and MetricData.member.3.Values, MetricData.member.900.MetricName.', [3, 900]],
    ['Something is wrong.', []],
  ])('refused: %s', (message, members) => {
    const error = sdkError('InvalidParameterValueException', 400, message, { Code: 'InvalidParameterValue' });
    expect(failureOf(error, attempt)).toEqual({ kind: 'refused', members, reason: message });
  });

  test('the cause travels as a message that the browser can word', () => {
    const said = message('aws.throttled', { where: attempt.where, code: 'Throttling' });
    expect(failureOf(sdkError('Throttling', 400), attempt)).toMatchObject({ error: { said } });
  });

  test('a file that is missing is no network', () => {
    expect(failureOf(new CredentialsFailure('a file', 'Do.', nodeError('ENOENT')), attempt)).toMatchObject({ error: { retryable: false } });
  });

  test('too large', () => {
    expect(failureOf(sdkError('RequestEntityTooLarge', 413), attempt)).toMatchObject({ kind: 'tooLarge' });
  });

  test('no credentials: where they were looked for, what happened, what to do', () => {
    const cause = Object.assign(new Error('Could not load credentials from any providers'), { name: 'CredentialsProviderError' });
    const failure = failureOf(new CredentialsFailure('the default chain', 'Do something.', cause), attempt);
    expect(failure).toMatchObject({
      kind: 'stop',
      error: {
        retryable: false,
        message: 'No AWS credentials from the default chain. Could not load credentials from any providers. Do something.',
      },
    });
  });

  test('the cause carries neither request nor response', () => {
    const failure = failureOf(sdkError('Throttling', 400, 'x', { $response: { headers: { 'x-amz-security-token': 'TOKEN' } } }), attempt);
    const cause = failure.kind === 'stop' ? failure.error.cause : undefined;
    expect(cause).toMatchObject({ name: 'Throttling', message: 'x' });
    expect(cause).not.toHaveProperty('$response');
  });
});
