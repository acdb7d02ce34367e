import { vi } from 'vitest';
import { createCloudWatchStore } from '../../pkg-proxy/cloudwatch/store/store';
import type { MetricStore, MinuteRecord } from '../../pkg-proxy/queues/ports/metric-store';
import { BrokerError } from '../../pkg-proxy/queues/ports/reader';
import type { FailedSample, GoodSample } from '../../pkg-proxy/queues/sample';
import type { AwsSettings, MirrorSecrets, MirrorSettings } from '../../src/contract/settings';

export const BROKER = { environment: 'production', host: 'redis.internal' };

export interface StoreSetup {
  readonly endpoint: string;
  readonly mirror?: Partial<MirrorSettings>;
  readonly aws?: Partial<AwsSettings>;
  readonly secrets?: MirrorSecrets;
  readonly now?: () => number;
}

/** The real adapter in front of a CloudWatch on loopback. */
export function storeAt({ endpoint, mirror, aws, secrets, now }: StoreSetup): MetricStore {
  return createCloudWatchStore({
    aws: { authType: 'keys', defaultRegion: 'eu-west-1', endpoint, ...aws },
    secrets: secrets ?? { accessKey: 'AKIDGOOD', secretKey: 'secret-of-AKIDGOOD' },
    mirror: { naming: 'dimensions', ...mirror },
    broker: BROKER,
    env: {},
    now,
  });
}

export const record = (queue: string | null, at: number, values: number[] = [1], counts = values.map(() => 1)): MinuteRecord => ({
  at,
  queue,
  measure: queue === null ? 'scrapeOk' : 'waiting',
  values,
  counts,
});

export function sampleOf(at: number, lengths: Readonly<Record<string, number>>): GoodSample {
  const waiting = Float64Array.from(Object.values(lengths));
  return { ok: true, at, queues: Object.keys(lengths), waiting, steps: waiting, failed: new Map() };
}

export const failedSample = (at: number): FailedSample => ({ ok: false, at, error: new BrokerError('refused', 'no answer') });

export const patient = (): AbortSignal => AbortSignal.timeout(20_000);

/** Nothing of the machine's own AWS settings reaches the SDK. Undone by `vi.unstubAllEnvs()`. */
export function withoutAwsEnvironment(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_CONFIG_FILE', '/dev/null');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/dev/null');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
}
