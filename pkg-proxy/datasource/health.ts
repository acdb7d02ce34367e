import { type HealthResult, PluginError } from 'grafana-node-datasource-runtime';
import { withDeadline } from '../lifetime/deadline';
import { overBudget } from '../queues/mirror/budget';
import type { Monitor } from '../queues/monitor/monitor';
import { BrokerError, type ServerInfo } from '../queues/ports/reader';
import { unknownByReason } from '../queues/sample';
import { latestSample } from './first-sample';

/** All checks together must stay below the five seconds that the button may take. */
const SERVER_MS = 2000;
const STORE_MS = 4000;

/**
 * The result of "Save & test": one sentence about what was found, or exactly what is wrong and what to do.
 * @param more sentences to add if all is well
 */
export async function checkHealth(monitor: Monitor, more: readonly string[] = []): Promise<HealthResult> {
  const { settings, observed, store } = monitor;
  const { archive } = monitor;
  const [sample, server, storeError, archiveError] = await Promise.all([
    latestSample(monitor).catch(asError),
    withDeadline(SERVER_MS, (signal) => monitor.server(signal)).catch(asError),
    store && withDeadline(STORE_MS, (signal) => store.check(signal)).then(() => undefined, asError),
    // The check of the store covers the archive too.
    !store && archive ? withDeadline(STORE_MS, (signal) => archive.queues(signal)).then(() => undefined, asError) : undefined,
  ]);
  const unreadable = observed.failing?.last.error ?? (sample instanceof Error ? sample : undefined);
  const product = describeServer(server);
  if (product === undefined && server instanceof Error) return failed(server, monitor);
  if (unreadable || sample instanceof Error) return failed(unreadable ?? asError(sample), monitor);

  const { queues } = monitor;
  const shown = new Set(queues);
  const waiting = sample.queues.reduce((sum, queue, i) => sum + (shown.has(queue) ? sample.waiting[i] || 0 : 0), 0);
  const found = `${product} at ${observed.label}, ${count(queues.length, 'queue')}, ${count(waiting, 'task')} waiting`;
  const details = detailsOf(monitor);
  const advice = [
    ...settings.advice,
    ...(monitor.nameAdvice ? [monitor.nameAdvice] : []),
    ...discoveryAdvice(monitor),
    ...detailAdvice(monitor),
    ...monitor.workers.problems,
    ...archiveAdvice(monitor, archiveError),
    ...more,
  ]
    .map((sentence) => ` ${sentence}`)
    .join('');
  if (!store) return { status: 'ok', message: `${found}.${advice}`, details };
  const { cost } = monitor;
  // The mirror itself knows this only after its first sample.
  const over = monitor.metricsTaken ?? monitor.mirror?.status().overBudget ?? overBudget(cost);
  if (storeError || over) {
    const broken = storeError ? `; but the mirror to ${store.label} does not work: ${storeError.message}` : '.';
    return { status: 'error', message: `${found}${broken}${over ? ` ${over}` : ''}${advice}`, details };
  }
  return {
    status: 'ok',
    message: `${found}; mirroring ${count(cost.metrics, 'metric')} to ${store.label}, about $${cost.dollarsPerMonth.toFixed(2)} a month.${mirrorAdvice(monitor)}${advice}`,
    details,
  };
}

function describeServer(server: ServerInfo | Error): string | undefined {
  if (!(server instanceof Error)) return `${server.product} ${server.version}`;
  // INFO is optional: a user without the permission can still read queues.
  return server instanceof BrokerError && server.code === 'permission'
    ? 'Redis (unknown version: the ACL user may not run INFO)'
    : undefined;
}

function discoveryAdvice({ settings, observed }: Monitor): string[] {
  if (!settings.sampling.discover || !observed.discoveryError) return [];
  return [`Queues cannot be discovered, only those in the settings are shown: ${observed.discoveryError.message}`];
}

/** Queue details that cannot be read, each reason once. */
function detailAdvice({ observed }: Monitor): string[] {
  if (observed.detailsError) return [`Only lengths can be read: ${observed.detailsError.message}`];
  const { details } = observed.latest ?? {};
  return [...(details ? unknownByReason(details) : [])].map(([reason, measures]) => `Unknown measures: ${measures.join(', ')}. ${reason}`);
}

function archiveAdvice({ archive }: Monitor, error: Error | undefined): string[] {
  return archive && error ? [`Older history cannot be listed in ${archive.label}: ${error.message}`] : [];
}

function mirrorAdvice({ mirror }: Monitor): string {
  const status = mirror?.status();
  if (!status) return '';
  const leftOut =
    status.leftOut.count > 0
      ? ` ${count(status.leftOut.count, 'queue')} over the limit of ${status.queues} are mirrored only as a sum.`
      : '';
  const late = status.lastError ? ` The last put failed: ${status.lastError}` : '';
  return leftOut + late;
}

function failed(error: Error, monitor: Monitor): HealthResult {
  return { status: 'error', message: [error.message, ...monitor.settings.advice].join(' '), details: detailsOf(monitor) };
}

function detailsOf(monitor: Monitor): Record<string, unknown> {
  const { observed, settings, mirror } = monitor;
  return {
    broker: observed.label,
    environment: settings.environment,
    sampleSeconds: settings.sampling.sampleSeconds,
    lastSample: observed.latest
      ? { at: new Date(observed.latest.at).toISOString(), tookMs: Math.round(observed.tookMs * 100) / 100 }
      : null,
    queues: monitor.queues.slice(0, 100),
    mirror: mirror?.status() ?? null,
    archive: monitor.archive?.counts() ?? null,
  };
}

function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`;
}

function asError(error: unknown): Error {
  if (error instanceof PluginError && error.cause instanceof BrokerError) return error.cause;
  return error instanceof Error ? error : new Error(String(error));
}
