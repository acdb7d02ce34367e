import { realAdapters } from './adapters';
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
    stdout: process.stdout,
    stderr: process.stderr,
    signal: ending.signal,
  });
} else {
  const [{ createPlugin }, { serve }] = await Promise.all([import('./datasource/plugin'), import('./runtime')]);
  await serve(createPlugin(realAdapters, log), { log });
}
