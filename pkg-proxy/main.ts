import { realAdapters } from './adapters';
import { createPlugin } from './datasource/plugin';
import { createLogger, parseLogLevel, serve } from './runtime';

/** The program that Grafana starts: wires the parts and serves until Grafana says goodbye or dies. */
const log = createLogger('backlog', parseLogLevel(process.env['GF_PLUGIN_LOG_LEVEL']));
await serve(createPlugin(realAdapters, log), { log });
