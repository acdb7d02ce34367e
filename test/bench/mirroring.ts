import { createCloudWatchStore } from '../../pkg-proxy/cloudwatch/store/store';
import { Mirror } from '../../pkg-proxy/queues/mirror/mirror';
import { parseSettings } from '../../src/contract/parse-settings';
import { StrictCloudWatch } from '../cloudwatch/strict-cloudwatch';
import { QUEUES } from './queue-names';
import { type Row, row } from './table';

const MINUTE_MS = 60_000;

/** What the mirror sends for one minute of 1,000 queues, at two paces of sampling. */
export async function mirrorRows(): Promise<Row[]> {
  const cloudWatch = await StrictCloudWatch.start();
  try {
    return [
      row('PutMetricData a minute, 1,000 queues, a sample every 5 s', await requestsOfAMinute(cloudWatch, 5), '', { most: 2 }),
      row('the same, a sample every second', await requestsOfAMinute(cloudWatch, 1), '', { most: 2 }),
    ];
  } finally {
    await cloudWatch.close();
  }
}

async function requestsOfAMinute(cloudWatch: StrictCloudWatch, sampleSeconds: number): Promise<number> {
  const settings = parseSettings({
    uid: 'bench',
    name: 'bench',
    url: 'redis://127.0.0.1:6379/0',
    user: '',
    jsonData: { mirror: { enabled: true, maxQueues: 1000 }, authType: 'keys', defaultRegion: 'eu-west-1', endpoint: cloudWatch.url },
    secureJsonData: { accessKey: 'AKIDGOOD', secretKey: 'secret' },
  });
  const { aws, secrets, mirror: wanted, environment, broker } = settings;
  const store = createCloudWatchStore({
    aws,
    secrets,
    mirror: wanted,
    broker: { environment, host: broker.host },
    grafanaConfig: { AWS_AUTH_AllowedAuthProviders: 'keys' },
  });
  const mirror = new Mirror({ store, settings: wanted });
  const before = cloudWatch.requests.length;
  try {
    const minute = Date.now() - (Date.now() % MINUTE_MS) - MINUTE_MS;
    for (let at = minute, n = 0; at < minute + MINUTE_MS; at += sampleSeconds * 1000, n++) {
      const waiting = Float64Array.from(QUEUES, (_, q) => (q * 7 + n * 13) % 1000);
      mirror.accept({ ok: true, at, queues: QUEUES, waiting, steps: waiting, failed: new Map() });
    }
    await mirror.flush(AbortSignal.timeout(20_000));
    const { stored } = mirror.status();
    if (stored !== QUEUES.length + 1) throw new Error(`expected ${QUEUES.length + 1} records stored, got ${stored}`);
  } finally {
    mirror.close();
    store.close();
  }
  return cloudWatch.requests.length - before;
}
