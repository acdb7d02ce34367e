import {
  type DatasourceInstance,
  type DatasourcePlugin,
  Instances,
  type Logger,
  type PluginContext,
  PluginError,
  type StreamRequest,
  turns,
} from 'grafana-node-datasource-runtime';
import { message } from '../../src/contract/messages/message';
import { isQueryType } from '../../src/contract/query';
import { withDeadline } from '../lifetime/deadline';
import { prometheusText } from '../prometheus/metrics';
import type { Adapters } from '../queues/monitor/adapters';
import { Configured } from './configured';
import { checkHealth } from './health';
import { Backlog } from './instance';
import { Channels, liveOf } from './live/channels';
import { follow, initialFrame } from './live/stream';
import { answer } from './query';
import { readQuery } from './read-query';
import { callResource } from './resources';

/** The share of the runtime's 1.5 seconds in which the mirror may send its last minute, milliseconds. */
const CLOSE_MS = 1200;

/**
 * Creates the adapters. `hostConfig` returns Grafana's last configuration, such as the AWS identities it allows. Grafana sends it only
 * with requests, so code that runs before the first request must read it again later.
 */
export type AdapterFactory = (hostConfig: () => Readonly<Record<string, string>>) => Adapters;

/**
 * Grafana does not say when a datasource is deleted, and its mirror would run for ever. So a datasource stops after this many days
 * without a request from a panel, an alert rule or a person. A longer break without dashboards and alerts leaves a gap in the mirror,
 * so datasources in the configuration never stop. Days.
 */
const UNASKED_DAYS = 7;
const DAY_MS = 24 * 3_600_000;

/**
 * The datasource plugin for Grafana: every request finds the monitor of its datasource and asks it.
 * @param configured reads which datasources must run without requests. A plugin receives settings only with a request, so without
 * this, no mirror runs after a restart of Grafana until somebody opens a dashboard. The first request with the same settings finds
 * the datasource running.
 */
export function createPlugin(
  adaptersFor: AdapterFactory,
  log: Logger,
  configured?: () => Promise<readonly DatasourceInstance[]>,
): Required<DatasourcePlugin> {
  const channels = new Channels();
  let hostConfig: Readonly<Record<string, string>> = {};
  const adapters = adaptersFor(() => hostConfig);
  const instances = new Instances<Backlog>({
    create: (instance, previous) => new Backlog(instance, adapters, log, previous),
    dispose: (previous, next) => withDeadline(CLOSE_MS, (signal) => previous.close(signal, next)),
    onError: (error) => log.error('A datasource did not stop cleanly.', { error }),
    unasked: {
      afterMs: UNASKED_DAYS * DAY_MS,
      stays: (instance) => config?.names(instance) ?? false,
      onEnd: ({ uid, name }, { running }) => {
        const what = running?.mirror ? 'A datasource and its mirror stop' : 'A datasource stops';
        log.info(`${what} after ${UNASKED_DAYS} days without a request.`, { datasource: name, uid });
      },
    },
  });
  const wake = (instance: DatasourceInstance) => {
    if (!instances.has(instance)) void instances.get(instance).monitor;
  };
  const config = configured && new Configured({ read: configured, wake, log });
  const datasourceOf = ({ datasource, grafanaConfig }: PluginContext): DatasourceInstance => {
    if (!datasource) throw new PluginError('expected a request for a datasource, got one for no datasource', { status: 400 });
    hostConfig = grafanaConfig;
    return datasource;
  };
  const backlogOf = (context: PluginContext): Backlog => instances.get(datasourceOf(context));
  const channelQuery = (request: StreamRequest) => {
    const json = request.data ?? channels.queryOf(request.path);
    const [kind] = request.path.split('/', 1);
    if (json === undefined || !isQueryType(kind)) return undefined;
    const query = liveOf(readQuery(json, kind));
    return query?.queryType === kind ? query : undefined;
  };

  return {
    async query(query, request) {
      const { instance, monitor } = backlogOf(request.context);
      return answer(monitor, query, (live) => channels.nameOf(instance.uid, live), request);
    },
    async checkHealth(context) {
      try {
        const { instance, monitor } = backlogOf(context);
        return await checkHealth(
          monitor,
          monitor.mirror && !config?.names(instance) ? [message('health.mirrorStops', { days: UNASKED_DAYS })] : [],
        );
      } catch (error) {
        if (error instanceof PluginError) return { status: 'error', message: error.message };
        throw error;
      }
    },
    collectMetrics() {
      return turns.run(prometheusText(instances.values().flatMap(({ running }) => running ?? [])));
    },
    callResource(request, signal) {
      return callResource(backlogOf(request.context).monitor, request, signal);
    },
    async subscribeStream(request, signal) {
      const { monitor } = backlogOf(request.context);
      const query = channelQuery(request);
      if (!query) return { status: 'notFound' };
      await monitor.asked();
      const initial = await initialFrame(monitor, query, signal);
      return { status: 'ok', ...(initial && { initial }) };
    },
    async runStream(request, send, signal) {
      const { value, over, release } = instances.use(datasourceOf(request.context));
      try {
        const query = channelQuery(request);
        if (!query) throw new PluginError(`there is no live channel ${request.path}. Refresh the panel.`, { status: 404 });
        await follow(value.monitor, query, send, signal, over);
        // Grafana restarts a stream, with the new settings, only after an error. A stream that ends without one stays stopped (runstream/manager.go).
        if (over.aborted && !signal.aborted) throw new PluginError('the settings of this data source have changed', { status: 503 });
      } finally {
        release();
      }
    },
    close() {
      config?.close();
      return instances.close();
    },
  };
}
