import { realAdapters } from '../../pkg-proxy/adapters';
import { createPlugin } from '../../pkg-proxy/datasource/plugin';
import { answer } from '../../pkg-proxy/datasource/query';
import { Monitor } from '../../pkg-proxy/queues/monitor';
import { createLogger, type DataQuery, frameToArrow, serve } from '../../pkg-proxy/runtime';
import { parseSettings } from '../../src/contract/parse-settings';
import { PRIORITY_STEPS, QUEUES } from './queue-names';

/**
 * The plugin as it is after a day: all that it loads, one datasource on the broker at `BENCH_URL`, and 24 hours of samples of
 * 1,000 queues in memory, one every 5 seconds. They are made up, as a day is long: three queues in ten change from sample to
 * sample, one in ten uses priorities. From there on everything is real: it reads the broker, and answers at the front door.
 */
const DAY_MS = 24 * 3600_000;
const SAMPLE_MS = 5000;

const log = createLogger('bench', 'error');
const settings = parseSettings({
  uid: 'bench',
  name: 'bench',
  url: process.env['BENCH_URL'] ?? '',
  user: '',
  jsonData: { queues: QUEUES, discover: false },
  secureJsonData: {},
});
const monitor = new Monitor(settings, realAdapters(), log);
remember(Date.now());
const plugin = createPlugin(realAdapters, log);
await serve(
  {
    ...plugin,
    query: (query) => answer(monitor, query, () => undefined),
    /** How long a query takes without the way to and from a client: `<ms of range>/<ms of interval>`. */
    async callResource({ path }) {
      const [rangeMs = 0, intervalMs = 0] = path.split('/').map(Number);
      const times: number[] = [];
      for (let i = 0; i < 15; i++) {
        const to = Date.now();
        const query: DataQuery = { refId: 'A', queryType: '', maxDataPoints: 1000, intervalMs, from: to - rangeMs, to, json: {} };
        const began = performance.now();
        const frames = await answer(monitor, query, () => undefined);
        for (const frame of frames) frameToArrow({ ...frame, refId: 'A' });
        times.push(performance.now() - began);
      }
      return { status: 200, body: { times } };
    },
    async close() {
      await monitor.close(AbortSignal.timeout(1000));
      await plugin.close();
    },
  },
  { log },
);

function remember(now: number): void {
  const steps = PRIORITY_STEPS.length;
  const waiting = new Float64Array(QUEUES.length);
  const byStep = new Float64Array(QUEUES.length * steps);
  for (let at = now - DAY_MS, n = 0; at < now; at += SAMPLE_MS, n++) {
    for (let q = 0; q < QUEUES.length; q++) {
      if (n > 0 && q % 10 >= 3) continue;
      const first = (n * 7 + q * 13) % 1000;
      byStep[q * steps] = first;
      byStep[q * steps + 3] = q % 10 === 0 ? n % 5 : 0;
      waiting[q] = first + (byStep[q * steps + 3] ?? 0);
    }
    monitor.sampler.history.add({ ok: true, at, queues: QUEUES, waiting, steps: byStep, failed: new Map() });
    // A day in seconds leaves the garbage of a day; in a day it would long be gone.
    if (n % 200 === 0) global.gc?.();
  }
}
