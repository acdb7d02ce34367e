import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { type CloudWatchArchiveOptions, createCloudWatchArchive } from '../../pkg-proxy/cloudwatch/archive/archive';
import { answer } from '../../pkg-proxy/datasource/query';
import { Monitor } from '../../pkg-proxy/queues/monitor/monitor';
import type { Archive } from '../../pkg-proxy/queues/ports/archive';
import { FakeAdapters } from '../../pkg-proxy/queues/testing/fake-adapters';
import { addToHistory } from '../../pkg-proxy/queues/testing/fill-history';
import { parseSettings } from '../../src/contract/parse-settings';
import { QUEUES } from './queue-names';
import { type Row, row } from './table';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const REFRESH_MS = 10_000;
/** Minutes of the viewers' time: in the first the cache fills and finds its pace, the others are counted. */
const WARM_UP = 2;
const MINUTES = 4;
/** API limit of GetMetricData. */
const METRICS_A_REQUEST = 500;

/** What a dashboard that is always open costs: requests a minute, by queues and viewers. */
export async function readingBackRows(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const queues of [40, 1000]) {
    for (const viewers of [1, 10]) {
      const what = `GetMetricData a minute, ${queues.toLocaleString('en-US')} queues, six hours beyond memory every 10 s, ${viewers === 1 ? 'one viewer' : `${viewers} viewers`}`;
      rows.push(row(what, await beyondMemory(queues, viewers), '', { most: Math.ceil(queues / METRICS_A_REQUEST) }));
    }
  }
  const [first, second] = [await insideMemory(1), await insideMemory(5)];
  rows.push(row('GetMetricData a minute, 40 queues, an hour that memory has, 50 viewers, a sample every second', first, '', { most: 0 }));
  rows.push(row('the same, a sample every 5 s', second, '', { most: 0 }));
  return rows;
}

/** The viewers' time is made up, so that minutes pass in seconds. */
async function beyondMemory(queueCount: number, viewers: number): Promise<number> {
  let now = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
  const cloudWatch = await StrictCloudWatch.start({ now: () => now });
  const archive = archiveAt(cloudWatch.url, () => now);
  const queues = QUEUES.slice(0, queueCount);
  const reads = () => cloudWatch.requests.filter(({ operation }) => operation === 'GetMetricData').length;
  let warm = 0;
  try {
    const until = now + (WARM_UP + MINUTES) * MINUTE_MS;
    for (const began = now; now < until; now += REFRESH_MS) {
      if (now === began + WARM_UP * MINUTE_MS) warm = reads();
      const request = { queues, from: now - 6 * HOUR_MS, to: now, interval: 2 * MINUTE_MS, statistic: 'max' as const };
      await Promise.all(Array.from({ length: viewers }, () => archive.read(request, new AbortController().signal)));
    }
    return (reads() - warm) / MINUTES;
  } finally {
    archive.close();
    await cloudWatch.close();
  }
}

/** 50 panels at the front door, each asking for the hour that the process remembers. */
async function insideMemory(sampleSeconds: number): Promise<number> {
  const cloudWatch = await StrictCloudWatch.start();
  const queues = QUEUES.slice(0, 40);
  const world = Object.assign(new FakeAdapters(Object.fromEntries(queues.map((queue) => [queue, [1]]))), {
    archive: () => archiveAt(cloudWatch.url, Date.now),
  });
  const jsonData = { queues, sampleSeconds, mirror: { enabled: true } };
  const settings = parseSettings({ uid: 'bench', name: 'bench', url: 'redis://127.0.0.1', user: '', jsonData, secureJsonData: {} });
  const monitor = new Monitor(settings, world, { info: () => {}, warn: () => {} });
  try {
    const to = Date.now();
    const waiting = new Float64Array(queues.length).fill(7);
    for (let at = to - HOUR_MS - MINUTE_MS; at < to; at += sampleSeconds * 1000) {
      addToHistory(monitor, { ok: true, at, queues, waiting, steps: waiting, failed: new Map() });
    }
    const request = { refId: 'A', queryType: '', maxDataPoints: 1000, intervalMs: REFRESH_MS, from: to - HOUR_MS, to, json: {} };
    const frames = await Promise.all(Array.from({ length: 50 }, () => answer(monitor, request, () => undefined)));
    if (frames.some(([frame]) => frame?.fields.length !== queues.length + 1)) throw new Error(`expected ${queues.length} series each`);
    return cloudWatch.requests.length;
  } finally {
    await monitor.close(new AbortController().signal);
    await cloudWatch.close();
  }
}

function archiveAt(endpoint: string, now: NonNullable<CloudWatchArchiveOptions['now']>): Archive {
  return createCloudWatchArchive({
    aws: { authType: 'keys', defaultRegion: 'eu-west-1', endpoint },
    secrets: { accessKey: 'AKIDGOOD', secretKey: 'secret' },
    mirror: { naming: 'dimensions' },
    broker: { environment: 'bench', host: '127.0.0.1' },
    grafanaConfig: () => ({ AWS_AUTH_AllowedAuthProviders: 'keys' }),
    now,
  });
}
