import { createLogger, type DatasourceInstance, parseLogLevel } from 'grafana-node-datasource-runtime';
import { realAdapters } from './adapters';

/** One program, two ways in: with words it is the command `backlog`, without it is what Grafana starts. */
const log = createLogger('backlog', parseLogLevel(process.env['GF_PLUGIN_LOG_LEVEL']));
// The AWS SDK would write plain text between the log lines.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
const args = process.argv.slice(2);
if (args.length > 0) {
  const { runCommand } = await import('./cli/command');
  const ending = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => ending.abort());
  process.exitCode = await runCommand(args, {
    adapters: realAdapters(),
    log,
    env: process.env,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    signal: ending.signal,
  });
} else {
  const [{ createPlugin }, { serve }] = await Promise.all([import('./datasource/plugin'), import('grafana-node-datasource-runtime')]);
  const config = process.env.GF_PLUGIN_CONFIG;
  await serve(createPlugin(realAdapters, log, config ? () => mirroring(config) : undefined), { log });
}

/** `[plugin.backlog-celery-datasource] config = /path/*.yaml`: the datasources there that mirror. */
async function mirroring(config: string): Promise<DatasourceInstance[]> {
  const { asksForMirror, readProvisioning } = await import('./provisioning/provisioning');
  const { datasources, problems } = await readProvisioning([config], process.env);
  for (const problem of problems)
    log.error('A file or datasource in [plugin.backlog-celery-datasource] config cannot be read.', { config, problem });
  const mirrored = datasources.filter(asksForMirror);
  if (mirrored.length === 0) log.warn('[plugin.backlog-celery-datasource] config names no Backlog datasource with a mirror.', { config });
  return mirrored.map((datasource) => ({ ...datasource, id: 0, database: '', updated: 0 }));
}
