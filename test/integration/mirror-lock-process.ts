import { createCloudWatchStore } from '../../pkg-proxy/cloudwatch/store/store';
import { Mirror } from '../../pkg-proxy/queues/mirror/mirror';
import { RedisMinuteLock } from '../../pkg-proxy/redis/minute-lock';
import { parseSettings } from '../../src/contract/parse-settings';
import { fastClock, SPEED } from './fast-clock';

/**
 * A mirror with a lock, as a process of its own for tests that kill it: `REDIS` and `CLOUDWATCH` are URLs, `SKEW` is how far
 * its clock is off. Its minutes are short. It prints a line when it has started, and ends on SIGTERM as the plugin does.
 */
const { REDIS = '', CLOUDWATCH = '', SKEW = '0', SINCE = '0' } = process.env;
const clock = fastClock(Number(SINCE));
const now = () => clock() + Number(SKEW);

// The waits that the mirror reckons from its clock are odd numbers; time limits are round ones, and stay as they are.
const realTimeout = globalThis.setTimeout;
Object.defineProperty(globalThis, 'setTimeout', {
  value: (work: (...rest: unknown[]) => void, milliseconds = 0, ...rest: unknown[]) =>
    realTimeout(work, milliseconds % 500 === 0 ? milliseconds : milliseconds / SPEED, ...rest),
});

const { connection } = parseSettings({ uid: 'u', name: 'n', url: REDIS, user: '', jsonData: {}, secureJsonData: {} });
const store = createCloudWatchStore({
  aws: { authType: 'keys', defaultRegion: 'eu-west-1', endpoint: CLOUDWATCH },
  secrets: { accessKey: 'AKIDGOOD', secretKey: 'secret' },
  mirror: { naming: 'dimensions' },
  broker: { environment: 'production', host: 'redis.internal' },
  env: {},
  now,
});
const lock = new RedisMinuteLock({ connection, prefix: 'backlog:', series: 'test', now });
const mirror = new Mirror({ store, lock, settings: { maxQueues: 10, measures: ['waiting'] }, now });
await store.check(new AbortController().signal); // loads the AWS SDK, which would take minutes of this clock
mirror.start();

let length = 0;
const sampling = setInterval(() => {
  const waiting = Float64Array.of(length++ % 7, 0);
  mirror.accept({ ok: true, at: now(), queues: ['celery', 'empty'], waiting, steps: waiting, failed: new Map() });
}, 10_000 / SPEED);
process.stdout.write('started\n');

process.once('SIGTERM', async () => {
  clearInterval(sampling);
  await mirror.flush(new AbortController().signal);
  lock.close();
  store.close();
  process.exit(0);
});
