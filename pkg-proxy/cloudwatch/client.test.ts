import { expect, test } from 'vitest';
import type { AwsSettings } from '../../src/contract/settings';
import { connectCloudWatch, regionOf } from './client';

const settings = (aws: Partial<AwsSettings>): AwsSettings => ({ authType: 'keys', defaultRegion: 'eu-west-1', ...aws });

test.each<[aws: Partial<AwsSettings>, env: Record<string, string>, region: string | undefined]>([
  [{}, { AWS_REGION: 'us-east-1' }, 'eu-west-1'],
  [{ defaultRegion: 'default' }, { AWS_REGION: 'us-east-1', AWS_DEFAULT_REGION: 'us-west-2' }, 'us-east-1'],
  [{ defaultRegion: undefined }, { AWS_DEFAULT_REGION: 'us-west-2' }, 'us-west-2'],
  [{ defaultRegion: undefined }, {}, undefined],
])('the region of %j with %j: %s', (aws, env, region) => {
  expect(regionOf(settings(aws), env)).toBe(region);
});

test.each<[endpoint: string | undefined, url: string | undefined, fips: boolean]>([
  [undefined, undefined, false],
  ['http://127.0.0.1:5055', 'http://127.0.0.1:5055/', false],
  ['monitoring.internal', 'https://monitoring.internal/', false],
  ['monitoring-fips.us-gov-west-1.amazonaws.com', undefined, true],
  ['https://sts.eu-west-1.amazonaws.com', undefined, false],
])('endpoint %s: at %s, FIPS %s', async (endpoint, url, fips) => {
  const secrets = { accessKey: 'AKID', secretKey: 's' };
  const client = await connectCloudWatch({ aws: settings({ endpoint }), secrets, grafanaConfig: {}, env: {} });
  const at = client.config.endpoint && (await client.config.endpoint());
  expect(at && `${at.protocol}//${at.hostname}${at.port ? `:${at.port}` : ''}${at.path}`).toBe(url);
  expect(await client.config.useFipsEndpoint()).toBe(fips);
  client.destroy();
});
