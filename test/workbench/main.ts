import { startWorkbench } from './server';

/**
 * `tsx test/workbench/main.ts [--port N]`: the workbench until SIGINT or SIGTERM. Datasources that are there from the
 * start come as JSON (a list of `DatasourceInput`) in WORKBENCH_DATASOURCES.
 */
const port = process.argv.indexOf('--port');
const workbench = await startWorkbench({
  port: port < 0 ? 0 : Number(process.argv[port + 1]),
  datasources: JSON.parse(process.env.WORKBENCH_DATASOURCES ?? '[]'),
  onLog: (line) => process.stderr.write(`${line}\n`),
});
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
