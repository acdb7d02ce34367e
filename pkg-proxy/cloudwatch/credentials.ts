import { message } from '../../src/contract/messages/message';
import type { AwsSettings, MirrorSecrets } from '../../src/contract/settings';
import { StoreError } from '../queues/ports/metric-store';
import { chainAdvice } from './chain-advice';

export interface CredentialsOptions {
  readonly aws: AwsSettings;
  readonly secrets: MirrorSecrets;
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

/** Grafana's own default of `[aws] allowed_auth_providers`. */
const ALLOWED_BY_DEFAULT = 'default,keys,credentials';
/** The life of an assumed role as STS takes it, seconds (API reference of AssumeRole); the least is Grafana's default, too. */
const ROLE_SECONDS = { least: 900, most: 43_200 };

/**
 * Credentials as the settings say, if the administrator of Grafana allows that kind.
 * @throws StoreError when a setting is missing or not allowed
 */
export function credentialsOf(options: CredentialsOptions, providers: Providers, region: string | undefined): CredentialsProvider {
  const { aws } = options;
  const setting = settingsOf(options);
  checkAllowed(aws, setting);
  const base = baseCredentials(options, providers);
  if (!aws.assumeRoleArn) return base;
  const role = providers.fromTemporaryCredentials({
    masterCredentials: base,
    params: { RoleArn: aws.assumeRoleArn, ExternalId: aws.externalId, RoleSessionName: 'backlog', DurationSeconds: roleSeconds(setting) },
    clientConfig: region ? { region } : {},
  });
  const advice = `Check that the base credentials may call sts:AssumeRole and that the role's trust policy allows them${aws.externalId ? ' and this external id' : ''}.`;
  return named(role, `role ${aws.assumeRoleArn}`, advice);
}

function baseCredentials({ aws, secrets, env, grafanaConfig }: CredentialsOptions, providers: Providers): CredentialsProvider {
  switch (aws.authType) {
    case 'keys': {
      const { accessKey, secretKey, sessionToken } = secrets;
      if (!accessKey || !secretKey) {
        throw new StoreError(message('aws.keysMissing'), false);
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
      return named(providers.fromNodeProviderChain(), 'the default chain', chainAdvice({ env, grafanaConfig }));
  }
}

type Setting = (name: string) => string | undefined;

/** `[aws]` settings reach a plugin in each request or in its environment, if at all. */
const settingsOf =
  ({ grafanaConfig, env }: CredentialsOptions): Setting =>
  (name) =>
    grafanaConfig[name] || env[name] || undefined;

/** Of a duration as Go writes it, such as `15m` or `1h30m`. */
function roleSeconds(setting: Setting): number {
  const parse = (text: string) => /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/.exec(text);
  const [, h, m, s] = parse(setting('AWS_AUTH_SESSION_DURATION') ?? '') ?? [];
  const seconds = Number(h ?? 0) * 3600 + Number(m ?? 0) * 60 + Number(s ?? 0);
  return Math.min(Math.max(seconds, ROLE_SECONDS.least), ROLE_SECONDS.most);
}

function checkAllowed(aws: AwsSettings, setting: Setting): void {
  const allowed = (setting('AWS_AUTH_AllowedAuthProviders') ?? ALLOWED_BY_DEFAULT).split(/[\s,]+/).filter(Boolean);
  const wanted = aws.authType === 'arn' ? 'default' : aws.authType;
  if (!allowed.includes(wanted)) {
    throw new StoreError(message('aws.providerNotAllowed', { provider: wanted, allowed: allowed.join(', ') }), false);
  }
  if (aws.assumeRoleArn && setting('AWS_AUTH_AssumeRoleEnabled')?.toLowerCase() === 'false') {
    throw new StoreError(message('aws.roleNotAllowed'), false);
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
