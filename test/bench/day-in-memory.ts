import { createLogger, type DataQuery, encodeFrame, serve, turns } from 'grafana-node-datasource-runtime';
import { realAdapters } from '../../pkg-proxy/adapters';
import { createPlugin } from '../../pkg-proxy/datasource/plugin';
import { answer } from '../../pkg-proxy/datasource/query';
import { prometheusText } from '../../pkg-proxy/prometheus/metrics';
import { Monitor } from '../../pkg-proxy/queues/monitor/monitor';
import { addToHistory } from '../../pkg-proxy/queues/testing/fill-history';
import { parseSettings } from '../../src/contract/parse-settings';
import { HeldUp } from './held-up';
import { QUEUES as FEWER_QUEUES, MANY_QUEUES, PRIORITY_STEPS } from './queue-names';

/**
 * The plugin as it is after a day: all that it loads, one datasource on the broker at `BENCH_URL`, and 24 hours of samples of
 * 1,000 queues in memory, or of 10,000 with `BENCH_MANY`, one every 5 seconds. They are made up, as a day is long: three queues
 * in ten change from sample to sample, one in ten uses priorities. From there on everything is real: it reads the broker, and
 * answers at the front door.
 */
const QUEUES = process.env['BENCH_MANY'] ? MANY_QUEUES : FEWER_QUEUES;
const HOUR_MS = 3600_000;
const DAY_MS = 24 * HOUR_MS;
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
const heldUp = new HeldUp();
await serve(
  {
    ...plugin,
    query: (query, call) => answer(monitor, query, () => undefined, call),
    collectMetrics: () => turns.run(prometheusText([monitor])),
    /**
     * `held-up`: how long the event loop was held up at the most since this was last asked.
     * `<ms of range>/<ms of interval>`: how long a query takes without the way to and from a client.
     */
    async callResource({ path }) {
      if (path === 'held-up') return { status: 200, body: String(heldUp.take()) };
      const [rangeMs = 0, intervalMs = 0] = path.split('/').map(Number);
      const times: number[] = [];
      for (let i = 0; i < 15; i++) {
        const to = Date.now();
        const query: DataQuery = { refId: 'A', queryType: '', maxDataPoints: 1000, intervalMs, from: to - rangeMs, to, json: {} };
        const began = performance.now();
        const frames = await answer(monitor, query, () => undefined);
        for (const frame of frames) await turns.run(encodeFrame({ ...frame, refId: 'A' }));
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
  // A day of so many samples of 10,000 queues takes too long to make up: what is kept as minutes has two samples each.
  const everyMs = (at: number) => (QUEUES === MANY_QUEUES && now - at > 1.1 * HOUR_MS ? 30_000 : SAMPLE_MS);
  for (let at = now - DAY_MS, n = 0; at < now; at += everyMs(at), n++) {
    for (let q = 0; q < QUEUES.length; q++) {
      if (n > 0 && q % 10 >= 3) continue;
      const first = (n * 7 + q * 13) % 1000;
      byStep[q * steps] = first;
      byStep[q * steps + 3] = q % 10 === 0 ? n % 5 : 0;
      waiting[q] = first + (byStep[q * steps + 3] ?? 0);
    }
    addToHistory(monitor, { ok: true, at, queues: QUEUES, waiting, steps: byStep, failed: new Map() });
    // A day in seconds leaves the garbage of a day; in a day it would long be gone.
    if (n % 200 === 0) global.gc?.();
  }
}
