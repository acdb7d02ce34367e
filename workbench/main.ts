import { parseArgs } from 'node:util';
import { readProvisioning } from '../pkg-proxy/provisioning/provisioning';
import { startWorkbench } from './server';

/**
 * `tsx workbench/main.ts [--port N] [--config FILE…]`: runs the workbench until SIGINT or SIGTERM. The files are
 * Grafana's data source provisioning files.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { port: { type: 'string', default: '0' }, config: { type: 'string', multiple: true, default: [] } },
});
const aws = Object.entries(process.env).filter((entry): entry is [string, string] => entry[0].startsWith('AWS_'));
const files = [...values.config, ...positionals];
const { datasources, problems } = await readProvisioning(files, process.env);
for (const problem of problems) process.stderr.write(`${problem}\n`);
const workbench = await startWorkbench({
  port: Number(values.port),
  datasources: datasources.map((found) => ({ ...found, readOnly: true })),
  env: Object.fromEntries(aws),
  onLog: (line) => process.stderr.write(`${line}\n`),
});
// The first query starts the sampler, so that the page has some history when it opens.
for (const { uid } of workbench.datasources.list()) void fetch(`${workbench.url}/api/datasources/uid/${uid}/health`);
process.stdout.write(`workbench at ${workbench.url}\n`);

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, async () => {
    if (stopping) return;
    stopping = true;
    await workbench.stop();
    process.exit(0);
  });
}
