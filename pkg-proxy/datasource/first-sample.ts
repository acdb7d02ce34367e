import { PluginError } from 'grafana-node-datasource-runtime';
import { message } from '../../src/contract/messages/message';
import { unlessAborted } from '../lifetime/abort';
import { withDeadline } from '../lifetime/deadline';
import type { Monitor } from '../queues/monitor/monitor';
import { BrokerError } from '../queues/ports/reader';
import type { GoodSample } from '../queues/sample';
import { saidError } from './notices/said-error';

/** A query waits this long for the very first sample, so that it stays below two seconds in total. */
const FIRST_SAMPLE_MS = 1800;

/**
 * The last good sample, if the broker can be read now.
 * @throws PluginError, downstream, if it cannot, or if there is no sample yet
 */
export async function currentSample(monitor: Monitor): Promise<GoodSample> {
  const latest = await latestSample(monitor);
  assertReadable(monitor);
  return latest;
}

/** @throws PluginError, downstream, while the broker cannot be read */
export function assertReadable({ observed: { failing } }: Monitor): void {
  if (failing) throw unreadable(failing.last.error);
}

/**
 * The last good sample, even if the broker cannot be read now.
 * @throws PluginError, downstream, if there is none
 */
export async function latestSample(monitor: Monitor): Promise<GoodSample> {
  const { observed } = monitor;
  const first = monitor.asked();
  if (!observed.ready) await withDeadline(FIRST_SAMPLE_MS, (late) => unlessAborted(first, late, () => undefined));
  if (observed.latest) return observed.latest;
  throw unreadable(observed.failing?.last.error ?? silent(monitor));
}

function silent({ observed }: Monitor): BrokerError {
  return new BrokerError('timeout', message('broker.silent', { label: observed.label }));
}

/** The broker's error as Grafana shows it. */
export function unreadable(error: BrokerError): PluginError {
  const options = { status: error.code === 'timeout' ? 504 : 502, source: 'downstream', cause: error } as const;
  return typeof error.said === 'string' ? new PluginError(error.said, options) : saidError(error.said, options);
}
