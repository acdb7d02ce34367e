import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { message } from '../../src/contract/messages/message';
import type { AwsSettings } from '../../src/contract/settings';
import { StoreError } from '../queues/ports/metric-store';
import { type CredentialsOptions, credentialsOf } from './credentials';

/** Milliseconds. The SDK's own limit is 15 minutes. */
const CONNECT_TIMEOUT_MS = 2_000;
const REQUEST_TIMEOUT_MS = 10_000;
/** A connection serves the requests of one minute and is gone before the next: the far end closes idle ones without a word. */
const KEEP_ALIVE_MS = 1_000;
/** One retry hides a lost packet; for anything longer the mirror has its own, slower pace. */
const MAX_ATTEMPTS = 2;

/**
 * Loads the AWS SDK, which takes a moment, and makes a client as the settings say.
 * @throws StoreError when a setting is missing, wrong or not allowed
 */
export async function connectCloudWatch(options: CredentialsOptions): Promise<CloudWatchClient> {
  const [{ CloudWatchClient }, providers] = await Promise.all([
    import('@aws-sdk/client-cloudwatch'),
    import('@aws-sdk/credential-providers'),
  ]);
  const region = regionOf(options.aws, options.env);
  const agent = { keepAlive: true, timeout: KEEP_ALIVE_MS };
  const client = new CloudWatchClient({
    ...(region && { region }),
    ...endpointOf(options.aws),
    credentials: credentialsOf(options, providers, region),
    maxAttempts: MAX_ATTEMPTS,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    },
  });
  try {
    await client.config.region();
  } catch (cause) {
    client.destroy();
    throw new StoreError(message('aws.noRegion'), false, { cause });
  }
  return client;
}

/** The region of the settings or the environment; undefined leaves it to the shared config file. */
export function regionOf(aws: AwsSettings, env: NodeJS.ProcessEnv): string | undefined {
  const own = aws.defaultRegion === 'default' ? undefined : aws.defaultRegion;
  return own || env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined;
}

/** Grafana's rules for the field Endpoint: a FIPS one asks for FIPS, one of STS is not for CloudWatch. */
function endpointOf({ endpoint }: AwsSettings): { endpoint?: string; useFipsEndpoint?: boolean } {
  if (!endpoint) return {};
  if (endpoint.includes('-fips.')) return { useFipsEndpoint: true };
  const url = /^https?:\/\//.test(endpoint) ? endpoint : `https://${endpoint}`;
  if (!URL.canParse(url)) throw new StoreError(message('aws.badEndpoint', { endpoint }), false);
  return new URL(url).hostname.startsWith('sts.') ? {} : { endpoint: url };
}
