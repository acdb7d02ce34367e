import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { GrpcServer } from './grpc/server.js';
import { handshakeLine, refusal, say } from './handshake.js';
import { listenForHost } from './listen.js';
import { createLogger, type Logger, parseLogLevel } from './log.js';
import { watchParent } from './parent.js';
import type { DatasourcePlugin } from './plugin.js';
import { dataService } from './services/data.js';
import { diagnosticsService } from './services/diagnostics.js';
import { goPluginServices } from './services/go-plugin.js';
import { resourceService } from './services/resource.js';
import { streamService } from './services/stream.js';

/** Grafana kills a plugin two seconds after asking it to stop: calls get 0.3 s to finish, then the plugin 1.5 s to close. */
const DRAIN_MS = 300;
const CLOSE_MS = 1_500;
const RECEIVE_LIMIT = 16 * 1024 * 1024;

export interface ServeOptions {
  /** Default: stderr, with the level of `GF_PLUGIN_LOG_LEVEL` (Grafana's `[plugin.<id>] log_level`), else info. */
  readonly log?: Logger;
  /** Longest request message, bytes. Default 16 MiB. */
  readonly receiveLimit?: number;
}

/**
 * Serves a datasource to the Grafana that started this process, until Grafana asks to stop or dies, or a signal (SIGTERM,
 * SIGINT) comes. Then the plugin is closed, the promise resolves, and the process exits with 0.
 * A process not started by Grafana says so on stderr and exits with 1.
 */
export async function serve(plugin: DatasourcePlugin, options: ServeOptions = {}): Promise<void> {
  const refused = refusal(process.env);
  if (refused) {
    say(2, refused);
    process.exit(1);
  }
  const log = options.log ?? createLogger('plugin', parseLogLevel(process.env.GF_PLUGIN_LOG_LEVEL));
  exitOnUnhandled(log);
  const stopping = new AbortController();
  const stop = (reason: string) => stopping.abort(reason);
  const server = new GrpcServer({
    methods: [
      ...goPluginServices(() => stop('the host asked to')),
      ...dataService({ plugin, log }),
      ...diagnosticsService({ plugin, log }),
      ...resourceService({ plugin, log }),
      ...streamService({ plugin, log }),
    ],
    receiveLimit: options.receiveLimit ?? RECEIVE_LIMIT,
    onError: (error, path) => log.error('A call failed.', { path, error }),
  });
  const unwatch = watchParent(() => stop('the host is gone'));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const endpoint = await listenForHost(server, process.env);
  say(1, handshakeLine(endpoint));
  log.debug('The plugin is serving.', { ...endpoint });

  if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  unwatch();
  log.info('The plugin is stopping.', { reason: stopping.signal.reason });
  await server.close(DRAIN_MS);
  await closePlugin(plugin, log);
  setImmediate(() => process.exit(0));
}

/** Logs an uncaught error and exits; the host then starts a new process. */
function exitOnUnhandled(log: Logger): void {
  process.on('uncaughtException', (error: unknown) => {
    log.error('The plugin exits after an uncaught error.', { error });
    process.exit(1);
  });
}

async function closePlugin(plugin: DatasourcePlugin, log: Logger): Promise<void> {
  const late = new AbortController();
  const closed = Promise.resolve(plugin.close?.()).catch((error: unknown) => log.error('The plugin failed to close.', { error }));
  const timeout = sleep(CLOSE_MS, undefined, { signal: late.signal }).then(
    () => log.warn('The plugin did not close in time.', { ms: CLOSE_MS }),
    () => {},
  );
  await Promise.race([closed, timeout]);
  late.abort();
}
