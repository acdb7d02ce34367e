import { expect, test } from 'vitest';
import { chainAdvice } from './chain-advice';

const advice = (env: Record<string, string>, grafanaConfig: Record<string, string> = {}) => chainAdvice({ env, grafanaConfig });

test.each(['12.4.0', '12.10.0-pre', '13.1.2'])('Grafana %s, nothing of AWS to be seen: names the setting', (GF_VERSION) => {
  expect(advice({ GF_VERSION })).toMatch(/GF_AWS_FORWARD_SETTINGS_TO_PLUGINS/);
  expect(advice({ GF_VERSION })).toContain(`Grafana ${GF_VERSION} does not`);
});

test.each<[what: string, env: Record<string, string>, grafanaConfig?: Record<string, string>]>([
  ['before 12.4', { GF_VERSION: '12.3.9' }],
  ['not under Grafana', {}],
  ['a version that is none', { GF_VERSION: 'dev' }],
  ['an environment that was passed on', { GF_VERSION: '13.0.0', AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/x' }],
  ['settings that were passed on in the request', { GF_VERSION: '13.0.0' }, { AWS_AUTH_AllowedAuthProviders: 'default' }],
  ['settings that were passed on in the environment', { GF_VERSION: '13.0.0', AWS_AUTH_SESSION_DURATION: '15m' }],
])('another cause: %s', (_, env, grafanaConfig) => {
  expect(advice(env, grafanaConfig)).not.toContain('GF_AWS_FORWARD_SETTINGS_TO_PLUGINS');
  expect(advice(env, grafanaConfig)).toMatch(/^Looked in .*authentication provider/);
});

test('what is passed on to a listed plugin leaves keys and profiles out', () => {
  expect(advice({ GF_VERSION: '13.0.0' }, { AWS_AUTH_AllowedAuthProviders: 'default' })).toContain('GF_PLUGINS_FORWARD_HOST_ENV_VARS');
});
