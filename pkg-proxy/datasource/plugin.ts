import { withDeadline } from '../queues/deadline';
import type { Adapters } from '../queues/monitor';
import {
  type DatasourceInstance,
  type DatasourcePlugin,
  Instances,
  type Logger,
  type PluginContext,
  PluginError,
  type StreamRequest,
} from '../runtime';
import { Channels } from './channels';
import { checkHealth } from './health';
import { Backlog } from './instance';
import { answer, readQuery } from './query';
import { callResource } from './resources';
import { follow, initialFrame } from './stream';

/** What is left of the runtime's 1.5 seconds for the last minute of the mirror, milliseconds. */
const CLOSE_MS = 1200;

/**
 * Makes the adapters; `hostConfig` is what Grafana last said of itself, such as which AWS identities it allows. It says so only in
 * requests, so what runs before the first one has to ask again.
 */
export type AdapterFactory = (hostConfig: () => Readonly<Record<string, string>>) => Adapters;

/** The plugin, and a way to have a datasource run before anybody asks for it. */
export interface BacklogPlugin extends DatasourcePlugin {
  /**
   * Starts a datasource as if Grafana had asked for it. Settings reach a plugin only with a request, so without this nobody
   * mirrors after a restart of Grafana until somebody looks. The first request with the same settings finds it running.
   */
  wake(instance: DatasourceInstance): void;
}

/** The datasource as Grafana calls it: every request finds its datasource's monitor, and asks it. */
export function createPlugin(adaptersFor: AdapterFactory, log: Logger): BacklogPlugin {
  const channels = new Channels();
  let hostConfig: Readonly<Record<string, string>> = {};
  const adapters = adaptersFor(() => hostConfig);
  const instances = new Instances<Backlog>({
    create: (instance, previous) => new Backlog(instance, adapters, log, previous),
    dispose: (previous, next) => withDeadline(CLOSE_MS, (signal) => previous.close(signal, next)),
    onError: (error) => log.error('a datasource did not end cleanly', { error: String(error) }),
  });
  const backlogOf = (context: PluginContext): Backlog => {
    if (!context.datasource) throw new PluginError('expected a request for a datasource, got one for no datasource', { status: 400 });
    hostConfig = context.grafanaConfig;
    return instances.get(context.datasource);
  };
  const channelQuery = (request: StreamRequest) => {
    const json = request.data ?? channels.queryOf(request.path);
    const [kind] = request.path.split('/', 1);
    if (json === undefined || (kind !== 'history' && kind !== 'events')) return undefined;
    const compiled = readQuery(json, kind);
    return (compiled.query.queryType === 'events') === (kind === 'events') ? compiled : undefined;
  };

  return {
    query(query, { context }) {
      const { instance, monitor } = backlogOf(context);
      return answer(monitor, query, (q) => channels.nameOf(instance.uid, q));
    },
    async checkHealth(context) {
      try {
        return await checkHealth(backlogOf(context).monitor);
      } catch (error) {
        if (error instanceof PluginError) return { status: 'error', message: error.message };
        throw error;
      }
    },
    async collectMetrics() {
      // Loaded at the first call: it costs a tenth of the start, and Grafana asks for metrics only when it is told to.
      const { prometheusText } = await import('../queues/prometheus');
      return prometheusText(instances.values().flatMap(({ running }) => running ?? []));
    },
    callResource(request) {
      return callResource(backlogOf(request.context).monitor, request);
    },
    async subscribeStream(request) {
      const { monitor } = backlogOf(request.context);
      const compiled = channelQuery(request);
      if (!compiled) return { status: 'notFound' };
      await monitor.sampler.asked();
      return { status: 'ok', initial: initialFrame(monitor, compiled) };
    },
    async runStream(request, send, signal) {
      const { monitor } = backlogOf(request.context);
      const compiled = channelQuery(request);
      if (!compiled) throw new PluginError(`no live channel ${request.path}: refresh the panel`, { status: 404 });
      await follow(monitor, compiled, send, signal);
    },
    wake: (instance) => void instances.get(instance).monitor,
    close: () => instances.close(),
  };
}
