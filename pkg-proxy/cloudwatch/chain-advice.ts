/** What the default chain can find in the environment of a container, a pod or a shell. */
const CREDENTIAL_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_PROFILE',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];
/** Grafana hands `[aws]` settings only to the plugins listed there, and with them, since 12.4.2, its container's credentials. */
const FORWARDED = ['AWS_AUTH_AllowedAuthProviders', 'AWS_AUTH_AssumeRoleEnabled', 'AWS_AUTH_SESSION_DURATION', 'AWS_AUTH_EXTERNAL_ID'];
/** Since this version a plugin does not inherit Grafana's environment. https://grafana.com/docs/grafana/latest/whatsnew/whats-new-in-v12-4/ */
const KEEPS_BACK = { major: 12, minor: 4 };

export interface Surroundings {
  /** Of this process. */
  readonly env: NodeJS.ProcessEnv;
  /** `PluginContext.grafanaConfig`. */
  readonly grafanaConfig: Readonly<Record<string, string>>;
}

/** What to do when the default chain found no credentials; names Grafana's setting where that is the cause. */
export function chainAdvice({ env, grafanaConfig }: Surroundings): string {
  const looked = 'Looked in the environment, shared files, web identity, container and instance.';
  const version = env.GF_VERSION ?? '';
  const kept = keepsBack(version) && !CREDENTIAL_VARIABLES.some((name) => env[name]);
  if (!kept) return `${looked} Provide them there, or choose another authentication provider.`;
  if (FORWARDED.some((name) => grafanaConfig[name] || env[name])) {
    return `${looked} Grafana ${version} passes its container's credentials on to this plugin from 12.4.2, but it has none; AWS_ACCESS_KEY_ID and AWS_PROFILE it never does: list backlog-celery-datasource in [plugins] forward_host_env_vars (GF_PLUGINS_FORWARD_HOST_ENV_VARS), or choose another authentication provider.`;
  }
  return `${looked} Grafana ${version} does not let this plugin see its own AWS environment: for an ECS task role or IRSA add backlog-celery-datasource to [aws] forward_settings_to_plugins (GF_AWS_FORWARD_SETTINGS_TO_PLUGINS; keep what is in it), for AWS_ACCESS_KEY_ID or AWS_PROFILE to [plugins] forward_host_env_vars (GF_PLUGINS_FORWARD_HOST_ENV_VARS). Or choose another authentication provider.`;
}

function keepsBack(version: string): boolean {
  const [, major = 0, minor = 0] = (/^(\d+)\.(\d+)/.exec(version) ?? []).map(Number);
  return major > KEEPS_BACK.major || (major === KEEPS_BACK.major && minor >= KEEPS_BACK.minor);
}
