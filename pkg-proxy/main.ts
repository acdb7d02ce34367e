import { realAdapters } from './adapters';
import type { BacklogPlugin } from './datasource/plugin';
import { createLogger, parseLogLevel } from './runtime';

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
  const [{ createPlugin }, { serve }] = await Promise.all([import('./datasource/plugin'), import('./runtime')]);
  const plugin = createPlugin(realAdapters, log);
  const config = process.env.GF_PLUGIN_CONFIG;
  if (config) void wakeProvisioned(config, plugin);
  await serve(plugin, { log });
}

/** `[plugin.backlog-celery-datasource] config = /path/*.yaml`: datasources that mirror run from the first second. */
async function wakeProvisioned(config: string, plugin: BacklogPlugin): Promise<void> {
  const failed = (error: unknown, datasource?: string) =>
    log.error('a datasource of [plugin.backlog-celery-datasource] config cannot be started', { config, datasource, error: String(error) });
  try {
    const { asksForMirror, readProvisioning } = await import('./provisioning/provisioning');
    const { datasources, problems } = await readProvisioning([config], process.env);
    for (const problem of problems) failed(problem);
    const mirrored = datasources.filter(asksForMirror);
    if (mirrored.length === 0)
      log.warn('[plugin.backlog-celery-datasource] config names no datasource of Backlog that mirrors', { config });
    for (const datasource of mirrored) {
      try {
        plugin.wake({ ...datasource, id: 0, database: '', updated: 0 });
      } catch (error) {
        failed(error, datasource.name);
      }
    }
  } catch (error) {
    failed(error);
  }
}
