import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { createCloudWatchStore } from '../../pkg-proxy/cloudwatch/store/store';
import { checkHealth } from '../../pkg-proxy/datasource/health';
import { Monitor } from '../../pkg-proxy/queues/monitor/monitor';
import type { MetricStore } from '../../pkg-proxy/queues/ports/metric-store';
import { FakeAdapters } from '../../pkg-proxy/queues/testing/fake-adapters';
import { parseSettings } from '../../src/contract/parse-settings';
import type { AwsSettings, MirrorSecrets } from '../../src/contract/settings';
import { startMoto, type TestMoto, withoutMoto } from '../setup/python';
import { BROKER, patient, withoutAwsEnvironment } from './cloudwatch-harness';

const ROLE = 'arn:aws:iam::123456789012:role/mirror';
const EVERY_KIND = { AWS_AUTH_AllowedAuthProviders: 'default,keys,credentials,ec2_iam_role' };

let cloudWatch: StrictCloudWatch;
let folder: string;
const servers: Server[] = [];
beforeEach(async () => {
  withoutAwsEnvironment();
  cloudWatch = await StrictCloudWatch.start({
    accessKeys: ['AKIDENV', 'AKIDINI', 'AKIDPROCESS', 'AKIDSSO', 'AKIDCONTAINER', 'AKIDINSTANCE'],
  });
  folder = await mkdtemp(join(tmpdir(), 'aws-'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  await cloudWatch.close();
  await rm(folder, { recursive: true });
});

interface Identity {
  readonly aws?: Partial<AwsSettings>;
  readonly secrets?: MirrorSecrets;
  readonly grafanaConfig?: Record<string, string> | (() => Record<string, string>);
  readonly env?: NodeJS.ProcessEnv;
  readonly endpoint?: string;
}
const storeOf = ({ aws, secrets = {}, grafanaConfig = EVERY_KIND, env = {}, endpoint = cloudWatch.url }: Identity): MetricStore =>
  createCloudWatchStore({
    aws: { authType: 'default', defaultRegion: 'eu-west-1', endpoint, ...aws },
    secrets,
    grafanaConfig: typeof grafanaConfig === 'function' ? grafanaConfig : () => grafanaConfig,
    env,
    mirror: { naming: 'dimensions' },
    broker: BROKER,
  });

/** The access key that a request came with. */
async function keyOf(identity: Identity): Promise<string | undefined> {
  const store = storeOf(identity);
  await store.check(patient());
  store.close();
  return cloudWatch.requests.at(-1)?.accessKey;
}

async function file(name: string, text: string): Promise<string> {
  await writeFile(join(folder, name), text);
  return join(folder, name);
}

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}
const answerOf = (AccessKeyId: string) =>
  JSON.stringify({ Code: 'Success', AccessKeyId, SecretAccessKey: 's', Token: 't', Expiration: new Date(Date.now() + 3600_000) });

describe('the default chain', () => {
  test('the environment', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDENV');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
    expect(await keyOf({})).toBe('AKIDENV');
  });

  test('a shared file', async () => {
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', await file('credentials', '[default]\naws_access_key_id=AKIDINI\naws_secret_access_key=s\n'));
    expect(await keyOf({})).toBe('AKIDINI');
  });

  test('a process', async () => {
    const process = await file('answer.json', JSON.stringify({ Version: 1, AccessKeyId: 'AKIDPROCESS', SecretAccessKey: 's' }));
    vi.stubEnv('AWS_CONFIG_FILE', await file('config', `[default]\ncredential_process = cat ${process}\n`));
    expect(await keyOf({})).toBe('AKIDPROCESS');
  });

  test('a session of SSO', async () => {
    const url = await serve((request, response) => {
      response.statusCode = request.headers['x-amz-sso_bearer_token'] === 'session' ? 200 : 401;
      response.setHeader('content-type', 'application/json');
      const roleCredentials = { accessKeyId: 'AKIDSSO', secretAccessKey: 's', sessionToken: 't', expiration: Date.now() + 3600_000 };
      response.end(JSON.stringify({ roleCredentials }));
    });
    const start = 'https://team.example/start';
    const profile = `[default]\nsso_start_url=${start}\nsso_region=eu-west-1\nsso_account_id=1\nsso_role_name=reader\n`;
    await mkdir(join(folder, '.aws/sso/cache'), { recursive: true });
    const session = { accessToken: 'session', expiresAt: new Date(Date.now() + 3600_000) };
    await file(`.aws/sso/cache/${createHash('sha1').update(start).digest('hex')}.json`, JSON.stringify(session));
    vi.stubEnv('HOME', folder);
    vi.stubEnv('AWS_CONFIG_FILE', await file('config', profile));
    vi.stubEnv('AWS_ENDPOINT_URL_SSO', url);
    expect(await keyOf({})).toBe('AKIDSSO');
  });

  test('a container of ECS or EKS', async () => {
    const url = await serve((request, response) => {
      response.statusCode = request.headers.authorization === 'pod' ? 200 : 401;
      response.end(answerOf('AKIDCONTAINER'));
    });
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${url}/role`);
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN', 'pod');
    expect(await keyOf({})).toBe('AKIDCONTAINER');
  });

  test.each(['default', 'ec2_iam_role'] as const)('an instance of EC2: %s', async (authType) => {
    const url = await serve((request, response) => {
      if (request.method === 'PUT') return response.end('token');
      response.statusCode = request.headers['x-aws-ec2-metadata-token'] === 'token' ? 200 : 401;
      return response.end(request.url?.endsWith('/security-credentials/') ? 'role' : answerOf('AKIDINSTANCE'));
    });
    vi.stubEnv('AWS_EC2_METADATA_DISABLED', undefined);
    vi.stubEnv('AWS_EC2_METADATA_SERVICE_ENDPOINT', url);
    expect(await keyOf({ aws: { authType } })).toBe('AKIDINSTANCE');
  });
});

test('a profile of the shared files', async () => {
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', await file('credentials', '[team]\naws_access_key_id=AKIDINI\naws_secret_access_key=s\n'));
  expect(await keyOf({ aws: { authType: 'credentials', profile: 'team' } })).toBe('AKIDINI');
});

const reason = withoutMoto();
describe.skipIf(reason !== '')(`a role, from moto's STS${reason}`, () => {
  let moto: TestMoto;
  /** What STS was asked for. */
  let asked: URLSearchParams[];
  beforeAll(async () => {
    moto = await startMoto();
  });
  afterAll(() => moto?.stop());
  beforeEach(async () => {
    asked = [];
    const sts = await serve(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(Buffer.from(chunk));
      asked.push(new URLSearchParams(Buffer.concat(chunks).toString()));
      const headers = Object.fromEntries(
        ['content-type', 'authorization'].flatMap((h) => (request.headers[h] ? [[h, String(request.headers[h])]] : [])),
      );
      const answer = await fetch(moto.url, { method: 'POST', headers, body: Buffer.concat(chunks) });
      response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/xml' });
      response.end(await answer.text());
    });
    vi.stubEnv('AWS_ENDPOINT_URL_STS', sts);
  });

  test.each(['default', 'keys', 'credentials', 'ec2_iam_role'] as const)('on top of %s, with an external id', async (authType) => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', authType === 'credentials' ? undefined : 'AKIDENV');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', authType === 'credentials' ? undefined : 's');
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', await file('credentials', '[default]\naws_access_key_id=AKIDINI\naws_secret_access_key=s\n'));
    const store = storeOf({
      aws: { authType, assumeRoleArn: ROLE, externalId: 'tenant-7' },
      secrets: { accessKey: 'AKIDKEYS', secretKey: 's' },
      grafanaConfig: { ...EVERY_KIND, AWS_AUTH_SESSION_DURATION: '1h30m' },
    });
    // Keys of a role are new ones each time, which the strict CloudWatch does not know.
    await expect(store.check(patient())).rejects.toThrow(/InvalidClientTokenId/);
    store.close();
    expect(asked.map((params) => Object.fromEntries(params))).toMatchObject([
      { Action: 'AssumeRole', RoleArn: ROLE, ExternalId: 'tenant-7', DurationSeconds: '5400' },
    ]);
    expect(cloudWatch.requests.at(-1)?.accessKey).toMatch(/^ASIA/);
  });

  test('web identity', async () => {
    vi.stubEnv('AWS_WEB_IDENTITY_TOKEN_FILE', await file('token', 'a.jwt'));
    vi.stubEnv('AWS_ROLE_ARN', ROLE);
    await expect(keyOf({})).rejects.toThrow(/InvalidClientTokenId/);
    expect(asked.map((params) => [params.get('Action'), params.get('WebIdentityToken')])).toEqual([['AssumeRoleWithWebIdentity', 'a.jwt']]);
  });

  test('forbidden by the administrator: STS is not asked', async () => {
    const grafanaConfig = { ...EVERY_KIND, AWS_AUTH_AssumeRoleEnabled: 'false' };
    await expect(keyOf({ aws: { assumeRoleArn: ROLE }, grafanaConfig })).rejects.toThrow(/assume_role_enabled/);
    expect(asked).toEqual([]);
  });
});

test('a store follows what Grafana says later, as when it was made before the first request', async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDENV');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 's');
  let said: Record<string, string> = {};
  const store = storeOf({ grafanaConfig: () => said });
  await store.check(patient());
  said = { AWS_AUTH_AllowedAuthProviders: 'keys' };
  await expect(store.check(patient())).rejects.toThrow('Grafana does not allow the AWS authentication provider "default", only keys');
  said = { GF_APP_URL: 'http://localhost:3000/' }; // nothing of AWS: what was said before holds
  await expect(store.check(patient())).rejects.toThrow('only keys');
  said = EVERY_KIND;
  await store.check(patient());
  store.close();
});

test.each(['grafana_assume_role', 'magic'])('authType %s is refused in words', (authType) => {
  const raw = { uid: 'u', name: 'n', url: 'redis://h', user: '', jsonData: { authType }, secureJsonData: {} };
  expect(() => parseSettings(raw)).toThrow(new RegExp(`authType.*"default".*${authType}`));
});

test('Save & test under Grafana 12.4 without its AWS environment: names the setting that passes it on', async () => {
  vi.stubEnv('GF_VERSION', '12.4.2');
  const world = new FakeAdapters({ celery: [1] });
  const settings = parseSettings({
    uid: 'u',
    name: 'n',
    url: 'redis://h',
    user: '',
    jsonData: { mirror: { enabled: true }, defaultRegion: 'eu-west-1', endpoint: cloudWatch.url },
    secureJsonData: {},
  });
  const adapters = Object.assign(world, { store: () => storeOf({ grafanaConfig: {}, env: process.env }) });
  const monitor = new Monitor(settings, adapters, { info: () => {}, warn: () => {} });
  try {
    const { status, message } = await checkHealth(monitor);
    expect(status).toBe('error');
    expect(message).toMatch(/default chain.*Grafana 12\.4\.2.*GF_AWS_FORWARD_SETTINGS_TO_PLUGINS/);
  } finally {
    await monitor.close(AbortSignal.timeout(1_000));
  }
});
