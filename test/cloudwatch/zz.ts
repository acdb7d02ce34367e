import { Mirror } from '../../pkg-proxy/queues/mirror';
import { storeAt, sampleOf, patient, record } from '../integration/cloudwatch-harness';
import { StrictCloudWatch } from './strict-cloudwatch';
const cw = await StrictCloudWatch.start();
const store = storeAt({ endpoint: cw.url });
for (const n of [1000, 10000]) {
  const lengths = Object.fromEntries(Array.from({ length: n }, (_, i) => [`queue-${i}`, i % 50]));
  const m = new Mirror({ store, settings: { maxQueues: 10000, measures: ['waiting'] } });
  const t: number[] = [];
  const base = Date.now() - 60000;
  const s = sampleOf(base, lengths);
  for (let i = 0; i < 60; i++) { const a = performance.now(); m.accept({ ...s, at: base + i * 1000 }); t.push(performance.now() - a); }
  t.sort((a, b) => a - b);
  console.log(n, 'accept p50', t[30]!.toFixed(2), 'max', t[59]!.toFixed(2), 'ms');
}
const at = Math.floor(Date.now() / 60000) * 60000 - 60000;
const recs = Array.from({ length: 1000 }, (_, i) => record(`queue-${i}`, at, [1, 2, 3, 4, 5, 6]));
for (let i = 0; i < 4; i++) { const a = performance.now(); const r = await store.put(recs, patient()); console.log('put 1000', (performance.now() - a).toFixed(0), 'ms', r.requests, r.error?.message); }
const big = Array.from({ length: 200000 }, (_, i) => ({ at: at + (i % 180) * 60000, queue: 'q', measure: 'waiting' as const, values: [1, 2, 3, 4, 5, 6], counts: [1, 2, 3, 4, 5, 6] }));
globalThis.gc?.(); const h = process.memoryUsage().heapUsed; const copy = big.map((r) => ({ ...r, values: [...r.values], counts: [...r.counts] })); globalThis.gc?.(); console.log('200k records', ((process.memoryUsage().heapUsed - h) / 1e6).toFixed(0), 'MB', copy.length);
store.close(); await cw.close();
