import { afterEach, beforeEach, expect, vi } from 'vitest';
import { type SeenRequest, StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { type CloudWatchArchiveOptions, createCloudWatchArchive } from '../../pkg-proxy/cloudwatch/archive/archive';
import type { Archive, ArchiveRequest, ArchiveSegment } from '../../pkg-proxy/queues/ports/archive';
import type { MinuteRecord } from '../../pkg-proxy/queues/ports/metric-store';
import { BROKER, patient, storeAt, withoutAwsEnvironment } from './cloudwatch-harness';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** When tests begin. */
export const midnight = 20_000 * DAY;

/** Set up anew for every test of the file. */
export interface Scene {
  readonly cloudWatch: StrictCloudWatch;
  /** The time of CloudWatch, mirror and archive. */
  now: number;
  /** By how much somebody has set that clock; the one that nobody sets goes on. */
  set: number;
  /** The archive in front of the scene's CloudWatch; closed with the test. */
  archive(options?: Partial<CloudWatchArchiveOptions>): Archive;
  /** Writes as the mirror does. */
  put(records: readonly MinuteRecord[], naming?: 'dimensions' | 'perQueue'): Promise<void>;
  /** Every GetMetricData so far. */
  reads(): SeenRequest[];
}

/** A strict CloudWatch, from `beforeEach` to `afterEach`. */
export function strictScene(): Scene {
  let cloudWatch: StrictCloudWatch;
  let archives: Archive[];
  const scene: Scene = {
    now: midnight,
    set: 0,
    get cloudWatch() {
      return cloudWatch;
    },
    archive(options = {}) {
      const archive = archiveAt(cloudWatch.url, { now: () => scene.now, moment: () => scene.now - scene.set, ...options });
      archives.push(archive);
      return archive;
    },
    async put(records, naming = 'dimensions') {
      const store = storeAt({ endpoint: cloudWatch.url, mirror: { naming }, now: () => scene.now });
      expect(await store.put(records, patient())).toMatchObject({ stored: records.length, error: undefined });
      store.close();
    },
    reads: () => cloudWatch.requests.filter(({ operation }) => operation === 'GetMetricData'),
  };
  beforeEach(async () => {
    withoutAwsEnvironment();
    scene.now = midnight;
    scene.set = 0;
    archives = [];
    cloudWatch = await StrictCloudWatch.start({ now: () => scene.now });
  });
  afterEach(async () => {
    for (const archive of archives) archive.close();
    vi.unstubAllEnvs();
    await cloudWatch.close();
  });
  return scene;
}

export const archiveAt = (endpoint: string, options: Partial<CloudWatchArchiveOptions> = {}): Archive =>
  createCloudWatchArchive({
    aws: { authType: 'keys', defaultRegion: 'eu-west-1', endpoint },
    secrets: { accessKey: 'AKIDGOOD', secretKey: 'secret' },
    mirror: { naming: 'dimensions' },
    broker: BROKER,
    env: {},
    random: () => 0,
    ...options,
  });

export const ask = (from: number, to: number, more: Partial<ArchiveRequest> = {}): ArchiveRequest => ({
  queues: ['celery'],
  from,
  to,
  interval: MINUTE,
  statistic: 'max',
  ...more,
});

/** What is there of one queue. */
export const points = (segments: readonly ArchiveSegment[], queue = 0): [number, number][] =>
  segments.flatMap(({ times, values }) =>
    [...times].flatMap((time, i): [number, number][] => {
      const value = values[queue]?.[i] ?? Number.NaN;
      return Number.isNaN(value) ? [] : [[time, value]];
    }),
  );
