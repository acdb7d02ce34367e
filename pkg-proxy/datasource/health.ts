import { type HealthResult, PluginError } from 'grafana-node-datasource-runtime';
import { type AnyMessage, englishText, message, type Said } from '../../src/contract/messages/message';
import { withDeadline } from '../lifetime/deadline';
import { overBudget } from '../queues/mirror/budget';
import type { Monitor } from '../queues/monitor/monitor';
import { BrokerError, type ServerInfo } from '../queues/ports/reader';
import { reasonOf } from '../queues/ports/reason';
import { unknownByReason } from '../queues/sample';
import { latestSample } from './first-sample';

/** All checks together must stay below the five seconds that the button may take. */
const SERVER_MS = 2000;
const STORE_MS = 4000;

/**
 * The result of "Save & test": one sentence about what was found, or exactly what is wrong and what to do. `details.messages` has the
 * sentences as messages, for the browser to word.
 * @param more sentences to add if all is well
 */
export async function checkHealth(monitor: Monitor, more: readonly Said[] = []): Promise<HealthResult> {
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
  const failed = (error: Error) => resultOf('error', monitor, [reasonOf(error), ...settings.advice]);
  if (product === undefined) return failed(asError(server));
  if (unreadable || sample instanceof Error) return failed(unreadable ?? asError(sample));

  const { queues } = monitor;
  const shown = new Set(queues);
  const waiting = sample.queues.reduce((sum, queue, i) => sum + (shown.has(queue) ? sample.waiting[i] || 0 : 0), 0);
  const found = {
    server: product,
    label: observed.label,
    queues: message('health.queues', { count: queues.length }),
    tasks: message('health.tasks', { count: waiting }),
  };
  const advice = [
    ...settings.advice,
    ...(monitor.nameAdvice ? [monitor.nameAdvice] : []),
    ...discoveryAdvice(monitor),
    ...detailAdvice(monitor),
    ...monitor.workers.problems,
    ...archiveAdvice(monitor, archiveError),
    ...more,
  ];
  if (!store) return resultOf('ok', monitor, [message('health.found', found), ...advice]);
  const { cost } = monitor;
  // The mirror itself knows this only after its first sample.
  const over = monitor.metricsTaken ?? monitor.mirror?.status().overBudget ?? overBudget(cost);
  if (storeError || over) {
    const first = storeError
      ? message('health.mirrorBroken', { ...found, store: store.label, reason: reasonOf(storeError) })
      : message('health.found', found);
    return resultOf('error', monitor, [first, ...(over ? [over] : []), ...advice]);
  }
  const mirrored = message('health.mirrored', {
    ...found,
    metrics: message('health.metrics', { count: cost.metrics }),
    store: store.label,
    dollars: `$${cost.dollarsPerMonth.toFixed(2)}`,
  });
  return resultOf('ok', monitor, [mirrored, ...mirrorAdvice(monitor), ...advice]);
}

function resultOf(status: HealthResult['status'], monitor: Monitor, messages: readonly Said[]): HealthResult {
  return { status, message: messages.map(englishText).join(' '), details: detailsOf(monitor, messages) };
}

function describeServer(server: ServerInfo | Error): Said | undefined {
  if (!(server instanceof Error)) return `${server.product} ${server.version}`;
  // INFO is optional: a user without the permission can still read queues.
  return server instanceof BrokerError && server.code === 'permission' ? message('health.unknownVersion') : undefined;
}

function discoveryAdvice({ settings, observed }: Monitor): AnyMessage[] {
  if (!settings.sampling.discover || !observed.discoveryError) return [];
  return [message('health.undiscovered', { reason: observed.discoveryError.said })];
}

/** Queue details that cannot be read, each reason once. */
function detailAdvice({ observed }: Monitor): AnyMessage[] {
  if (observed.detailsError) return [message('health.onlyLengths', { reason: observed.detailsError.said })];
  const { details } = observed.latest ?? {};
  return [...(details ? unknownByReason(details) : [])].map(([reason, measures]) =>
    message('health.unknownMeasures', { measures: measures.join(', '), reason }),
  );
}

function archiveAdvice({ archive }: Monitor, error: Error | undefined): AnyMessage[] {
  return archive && error ? [message('health.archiveUnlisted', { archive: archive.label, reason: reasonOf(error) })] : [];
}

function mirrorAdvice({ mirror }: Monitor): AnyMessage[] {
  const status = mirror?.status();
  if (!status) return [];
  const { leftOut, queues, lastError } = status;
  return [
    ...(leftOut.count > 0 ? [message('health.mirrorLeftOut', { count: leftOut.count, most: queues })] : []),
    ...(lastError ? [message('health.mirrorLate', { reason: lastError })] : []),
  ];
}

function detailsOf(monitor: Monitor, messages: readonly Said[]): Record<string, unknown> {
  const { observed, settings, mirror } = monitor;
  return {
    messages,
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

function asError(error: unknown): Error {
  if (error instanceof PluginError && error.cause instanceof BrokerError) return error.cause;
  return error instanceof Error ? error : new Error(String(error));
}
