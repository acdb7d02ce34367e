import type { AwsSettings, Secrets } from '../../src/contract/settings';
import { StoreError } from '../queues/metric-store';

export interface CredentialsOptions {
  readonly aws: AwsSettings;
  readonly secrets: Secrets;
  /** `PluginContext.grafanaConfig`: what the administrator allows. */
  readonly grafanaConfig: Readonly<Record<string, string>>;
  readonly env: NodeJS.ProcessEnv;
}

/** No credentials could be had. */
export class CredentialsFailure extends Error {
  override readonly name = 'CredentialsFailure';
  /** @param from where they were looked for, and what to do about it */
  constructor(
    readonly from: string,
    readonly advice: string,
    cause: unknown,
  ) {
    super(`No AWS credentials from ${from}.`, { cause });
  }
}

type Providers = typeof import('@aws-sdk/credential-providers');
type CredentialsProvider = ReturnType<Providers['fromTemporaryCredentials']>;

/** Grafana's own default of `[aws] allowed_auth_providers`, and of the life of an assumed role in seconds. */
const ALLOWED_BY_DEFAULT = 'default,keys,credentials';
const ROLE_SECONDS = 900;

const CHAIN_ADVICE =
  'Looked in the environment, shared files, web identity, container and instance. Choose another authentication provider, or let Grafana pass its ' +
  'own on: since 12.4 a plugin sees AWS variables only if its id, backlog-celery-datasource, is listed in [aws] forward_settings_to_plugins.';

/**
 * Credentials as the settings say, if the administrator of Grafana allows that kind.
 * @throws StoreError when a setting is missing or not allowed
 */
export function credentialsOf(options: CredentialsOptions, providers: Providers, region: string | undefined): CredentialsProvider {
  const { aws } = options;
  checkAllowed(options);
  const base = baseCredentials(options, providers);
  if (!aws.assumeRoleArn) return base;
  const role = providers.fromTemporaryCredentials({
    masterCredentials: base,
    params: { RoleArn: aws.assumeRoleArn, ExternalId: aws.externalId, RoleSessionName: 'backlog', DurationSeconds: ROLE_SECONDS },
    clientConfig: region ? { region } : {},
  });
  const advice = `Check that the base credentials may call sts:AssumeRole and that the role's trust policy allows them${aws.externalId ? ' and this external id' : ''}.`;
  return named(role, `role ${aws.assumeRoleArn}`, advice);
}

function baseCredentials({ aws, secrets }: CredentialsOptions, providers: Providers): CredentialsProvider {
  switch (aws.authType) {
    case 'keys': {
      const { accessKey, secretKey, sessionToken } = secrets;
      if (!accessKey || !secretKey) {
        throw new StoreError(
          'Authentication provider "keys" needs an access key ID and a secret access key: at least one is missing.',
          false,
        );
      }
      const keys = { accessKeyId: accessKey, secretAccessKey: secretKey, ...(sessionToken && { sessionToken }) };
      return async () => keys;
    }
    case 'credentials':
      return named(
        providers.fromIni(aws.profile ? { profile: aws.profile } : {}),
        `profile "${aws.profile ?? 'default'}" of the shared credentials file`,
        'Check the profile name and that the file can be read by the user Grafana runs as.',
      );
    default:
      // `ec2_iam_role` is the same chain in Grafana's Go plugins too; `arn` is the old name of `default`.
      return named(providers.fromNodeProviderChain(), 'the default chain', CHAIN_ADVICE);
  }
}

/** `[aws]` settings reach a plugin in each request or in its environment, if at all. */
function checkAllowed({ aws, grafanaConfig, env }: CredentialsOptions): void {
  const setting = (name: string) => grafanaConfig[name] || env[name] || undefined;
  const allowed = (setting('AWS_AUTH_AllowedAuthProviders') ?? ALLOWED_BY_DEFAULT).split(/[\s,]+/).filter(Boolean);
  const wanted = aws.authType === 'arn' ? 'default' : aws.authType;
  if (!allowed.includes(wanted)) {
    const text = `Grafana does not allow the AWS authentication provider "${wanted}", only ${allowed.join(', ')}: choose one of these, or add it to [aws] allowed_auth_providers.`;
    throw new StoreError(text, false);
  }
  if (aws.assumeRoleArn && setting('AWS_AUTH_AssumeRoleEnabled')?.toLowerCase() === 'false') {
    throw new StoreError('Grafana does not allow to assume a role: remove the role ARN, or set [aws] assume_role_enabled.', false);
  }
}

/** A provider whose failure says where the credentials should have come from. */
function named(provider: CredentialsProvider, from: string, advice: string): CredentialsProvider {
  return async (properties) => {
    try {
      return await provider(properties);
    } catch (error) {
      throw error instanceof CredentialsFailure ? error : new CredentialsFailure(from, advice, error);
    }
  };
}
