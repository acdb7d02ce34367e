/**
 * The CloudWatch emulator of the demo: `node --import tsx demo/cloudwatch/main.ts --port 5000 --past FILE`, on loopback unless `--host`
 * is set. FILE is the output of `demo/shop/past.py`. A GET shows the last minutes of every metric.
 */
import { parseArgs } from 'node:util';
import { bucketsOf, MetricTable, type StoredMetric } from './metric-table';
import { readPast } from './past';
import { StrictCloudWatch } from './strict-cloudwatch';

const SHOWN_MS = 15 * 60_000;

const { values } = parseArgs({ options: { host: { type: 'string' }, port: { type: 'string' }, past: { type: 'string' } } });
const table = values.past ? readPast(values.past) : new MetricTable();
const page = () => `${table.all().map(lineOf).sort().join('\n')}\n`;
const cloudWatch = await StrictCloudWatch.start({
  accessKeys: ['demo'],
  host: values.host,
  port: Number(values.port ?? 0),
  table,
  page,
  keepRequests: false,
});
process.stdout.write(`CloudWatch at ${cloudWatch.url}\n`);

/** Name, dimensions and the maximum of each of the last minutes. */
function lineOf(metric: StoredMetric): string {
  const name = [metric.name, ...metric.dimensions.map(({ Value }) => Value)].join(' ');
  const minutes = bucketsOf(metric, 'Maximum', 60_000, { from: Date.now() - SHOWN_MS });
  return `${name.padEnd(60)} ${minutes.map(({ value }) => Math.round(value)).join(' ')}`;
}
