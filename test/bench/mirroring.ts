import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { createCloudWatchStore } from '../../pkg-proxy/cloudwatch/store/store';
import { Mirror } from '../../pkg-proxy/queues/mirror/mirror';
import { parseSettings } from '../../src/contract/parse-settings';
import { QUEUES } from './queue-names';
import { type Row, row } from './table';

const MINUTE_MS = 60_000;

/** API limit of PutMetricData. */
const DATA_A_REQUEST = 1000;

/** What the mirror sends for one minute, by queues and pace of sampling. */
export async function mirrorRows(): Promise<Row[]> {
  const cloudWatch = await StrictCloudWatch.start();
  try {
    const rows: Row[] = [];
    for (const queues of [10, 100, 1000]) {
      for (const sampleSeconds of [60, 5, 1]) {
        const what = `PutMetricData a minute, ${queues.toLocaleString('en-US')} queues, a sample every ${sampleSeconds} s`;
        // One more than the queues: ScrapeOk.
        const most = Math.ceil((queues + 1) / DATA_A_REQUEST);
        rows.push(row(what, await requestsOfAMinute(cloudWatch, QUEUES.slice(0, queues), sampleSeconds), '', { most }));
      }
    }
    return rows;
  } finally {
    await cloudWatch.close();
  }
}

async function requestsOfAMinute(cloudWatch: StrictCloudWatch, queues: readonly string[], sampleSeconds: number): Promise<number> {
  const settings = parseSettings({
    uid: 'bench',
    name: 'bench',
    url: 'redis://127.0.0.1:6379/0',
    user: '',
    jsonData: { mirror: { enabled: true, maxQueues: 1000 }, authType: 'keys', defaultRegion: 'eu-west-1', endpoint: cloudWatch.url },
    secureJsonData: { accessKey: 'AKIDGOOD', secretKey: 'secret' },
  });
  const { mirror: wanted, environment, connection } = settings;
  const store = createCloudWatchStore({
    aws: wanted.aws,
    secrets: wanted.secrets,
    mirror: wanted,
    broker: { environment, host: connection.broker.host },
    grafanaConfig: () => ({ AWS_AUTH_AllowedAuthProviders: 'keys' }),
  });
  const mirror = new Mirror({ store, settings: wanted });
  const before = cloudWatch.requests.length;
  try {
    const minute = Date.now() - (Date.now() % MINUTE_MS) - MINUTE_MS;
    for (let at = minute, n = 0; at < minute + MINUTE_MS; at += sampleSeconds * 1000, n++) {
      const waiting = Float64Array.from(queues, (_, q) => (q * 7 + n * 13) % 1000);
      mirror.accept({ ok: true, at, queues, waiting, steps: waiting, failed: new Map() });
    }
    await mirror.flush(AbortSignal.timeout(20_000));
    const { stored } = mirror.status();
    if (stored !== queues.length + 1) throw new Error(`expected ${queues.length + 1} records stored, got ${stored}`);
  } finally {
    mirror.close();
    store.close();
  }
  return cloudWatch.requests.length - before;
}
