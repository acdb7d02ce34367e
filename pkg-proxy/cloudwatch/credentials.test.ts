import * as providers from '@aws-sdk/credential-providers';
import { describe, expect, test } from 'vitest';
import type { AwsSettings } from '../../src/contract/settings';
import { type CredentialsOptions, credentialsOf } from './credentials';

const keys = { accessKey: 'AKID', secretKey: 'secret' };
const credentials = (aws: AwsSettings, options: Partial<CredentialsOptions> = {}) =>
  credentialsOf({ aws, secrets: keys, grafanaConfig: {}, env: {}, ...options }, providers, 'eu-west-1');

describe('credentialsOf()', () => {
  test('keys, with and without session token', async () => {
    expect(await credentials({ authType: 'keys' })()).toEqual({ accessKeyId: 'AKID', secretAccessKey: 'secret' });
    const withToken = credentials({ authType: 'keys' }, { secrets: { ...keys, sessionToken: 'token' } });
    expect(await withToken()).toEqual({ accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' });
  });

  test.each(['default', 'keys', 'credentials', 'arn'] as const)('%s is allowed by default', (authType) => {
    expect(() => credentials({ authType })).not.toThrow();
  });

  test('what the administrator allows counts: of the request before the environment', () => {
    expect(() => credentials({ authType: 'ec2_iam_role' })).toThrow(/does not allow .*"ec2_iam_role", only default, keys, credentials/);
    expect(() => credentials({ authType: 'ec2_iam_role' }, { env: { AWS_AUTH_AllowedAuthProviders: 'keys, ec2_iam_role' } })).not.toThrow();
    const both = { env: { AWS_AUTH_AllowedAuthProviders: 'default' }, grafanaConfig: { AWS_AUTH_AllowedAuthProviders: 'keys' } };
    expect(() => credentials({ authType: 'default' }, both)).toThrow(/only keys/);
    expect(() => credentials({ authType: 'arn' }, both)).toThrow(/"default"/);
  });

  test('a role only if roles are allowed', () => {
    const aws = { authType: 'keys', assumeRoleArn: 'arn:aws:iam::1:role/x' } as const;
    expect(() => credentials(aws)).not.toThrow();
    expect(() => credentials(aws, { grafanaConfig: { AWS_AUTH_AssumeRoleEnabled: 'false' } })).toThrow(/assume_role_enabled/);
  });

  test('a key without its secret', () => {
    expect(() => credentials({ authType: 'keys' }, { secrets: { accessKey: 'AKID' } })).toThrow(/secret access key/);
  });
});
