import type { Dimension, Metric, StandardUnit } from '@aws-sdk/client-cloudwatch';
import { MEASURE_INFO } from '../../src/contract/measures';
import type { MirrorSettings, Naming } from '../../src/contract/settings';
import { defaultNamespace } from '../../src/contract/settings/defaults';
import { TASK_MEASURE_INFO } from '../../src/contract/task-measures';
import { type QueueSubject, StoreError, type Subject, type TaskSubject } from '../queues/ports/metric-store';
import { decodeName, encodeName } from './encoding';
import { UnfitRecord } from './store/unfit';

/** API limits of CloudWatch, in characters. */
const METRIC_NAME_MAX = 255;
const DIMENSION_VALUE_MAX = 1024;
const NAMESPACE_MAX = 255;

/** The broker as the mirror names it. */
export interface BrokerName {
  /** `environment` of the settings: the dimension Broker. */
  readonly environment: string;
  /** Host of the Redis server: the older layout's namespace. */
  readonly host: string;
}

/** What identifies a metric in CloudWatch; every part of it, the unit too, must stay the same for ever. */
export interface MetricName {
  readonly MetricName: string;
  readonly Dimensions: Dimension[];
  readonly Unit: StandardUnit;
}

/** The namespace to write to, as set or by default; not yet checked. */
export function namespaceOf(mirror: Pick<MirrorSettings, 'namespace' | 'naming'>, broker: BrokerName): string {
  return mirror.namespace ?? defaultNamespace(mirror.naming, hostPart(broker.host));
}

/** @throws StoreError saying what is wrong with the namespace */
export function checkNamespace(namespace: string): void {
  const problem = problemOfNamespace(namespace);
  if (problem) throw new StoreError(`mirror.namespace: expected ${problem}; got ${JSON.stringify(namespace)}.`, false);
}

function problemOfNamespace(namespace: string): string | undefined {
  if (namespace.trim() === '' || namespace.length > NAMESPACE_MAX) return `1 to ${NAMESPACE_MAX} characters`;
  if (!/^[0-9A-Za-z.\-_/#: ]+$/.test(namespace)) return 'letters, digits, spaces and . - _ / # : only';
  if (namespace.startsWith(':')) return 'a name that does not start with ":"';
  if (namespace.startsWith('AWS/')) return 'a name that does not start with "AWS/", which is reserved for AWS itself';
  return undefined;
}

/** A host name as it is; of a socket's path or an IPv6 address what a namespace may hold. */
const hostPart = (host: string): string => host.replace(/[^0-9A-Za-z.\-_/#:]/g, '_').replace(/^:/, '_');

/**
 * Under which name a record goes.
 * @throws UnfitRecord saying why it cannot be named
 */
export function metricOf(naming: Naming, broker: BrokerName, record: Subject): MetricName {
  if (record.task !== undefined) return taskMetric(broker, record);
  const unit = record.measure === 'scrapeOk' ? 'Count' : MEASURE_INFO[record.measure].unit;
  return naming === 'perQueue'
    ? { MetricName: perQueueMetric(record), Dimensions: [], Unit: unit }
    : {
        MetricName: record.measure === 'scrapeOk' ? 'ScrapeOk' : MEASURE_INFO[record.measure].metric,
        Dimensions: dimensionsOf(broker, record),
        Unit: unit,
      };
}

/** The same in both layouts: no older chart has tasks. */
function taskMetric({ environment }: BrokerName, { task, measure }: TaskSubject): MetricName {
  const broker = { Name: 'Broker', Value: encodeName(environment, DIMENSION_VALUE_MAX) };
  if (measure === 'listened' || task === null) return { MetricName: 'Listened', Dimensions: [broker], Unit: 'Seconds' };
  const { metric, unit } = TASK_MEASURE_INFO[measure];
  return { MetricName: metric, Dimensions: [broker, { Name: 'Task', Value: encodeName(task, DIMENSION_VALUE_MAX) }], Unit: unit };
}

/** Always in this order: CloudWatch does not mind, moto finds a metric only in the order it was put. */
function dimensionsOf(broker: BrokerName, { queue }: QueueSubject): Dimension[] {
  const dimensions = [{ Name: 'Broker', Value: encodeName(broker.environment, DIMENSION_VALUE_MAX) }];
  if (queue !== null) dimensions.push({ Name: 'Queue', Value: encodeName(queue, DIMENSION_VALUE_MAX) });
  return dimensions;
}

function perQueueMetric({ queue, measure }: QueueSubject): string {
  if (measure === 'scrapeOk' || queue === null) return 'scrape_ok';
  const suffix = `_${MEASURE_INFO[measure].perQueue}`;
  return encodeName(queue, METRIC_NAME_MAX - suffix.length) + suffix;
}

/** What `ListMetrics` is asked for, to hear the names of queues: those that have a length. */
export function queueFilter(naming: Naming, broker: BrokerName): { MetricName?: string; Dimensions?: Dimension[] } {
  if (naming === 'perQueue') return {};
  return { MetricName: MEASURE_INFO.waiting.metric, Dimensions: dimensionsOf(broker, { queue: null, measure: 'waiting' }) };
}

/** The same for tasks: whatever is written of them, one of the measures is among it. */
export function taskFilter({ environment }: BrokerName): { Dimensions: { Name: string; Value?: string }[] } {
  return { Dimensions: [{ Name: 'Broker', Value: encodeName(environment, DIMENSION_VALUE_MAX) }, { Name: 'Task' }] };
}

/** The task that the metric is about; undefined if it is something else. */
export function taskOf({ environment }: BrokerName, { MetricName = '', Dimensions = [] }: Metric): string | undefined {
  const task = Dimensions.find(({ Name }) => Name === 'Task')?.Value;
  const broker = Dimensions.find(({ Name }) => Name === 'Broker')?.Value;
  if (!task || Dimensions.length !== 2 || broker !== encodeName(environment, DIMENSION_VALUE_MAX)) return undefined;
  return Object.values(TASK_MEASURE_INFO).some(({ metric }) => metric === MetricName) ? decodeName(task) : undefined;
}

/** The queue whose length the metric is; undefined if it is something else, or a length that no name leads back to. */
export function queueOf(naming: Naming, broker: BrokerName, { MetricName = '', Dimensions = [] }: Metric): string | undefined {
  const suffix = `_${MEASURE_INFO.waiting.perQueue}`;
  const written =
    naming === 'dimensions'
      ? Dimensions.find(({ Name }) => Name === 'Queue')?.Value
      : MetricName.endsWith(suffix)
        ? MetricName.slice(0, -suffix.length)
        : undefined;
  if (!written) return undefined;
  const queue = decodeName(written);
  // What was not written by these rules, such as a bare % or a metric with more dimensions, could not be read.
  const own = ownMetric(naming, broker, queue);
  const same = own?.MetricName === MetricName && own.Dimensions.length === Dimensions.length;
  return same && own.Dimensions.every(({ Name, Value }) => Dimensions.some((d) => d.Name === Name && d.Value === Value))
    ? queue
    : undefined;
}

function ownMetric(naming: Naming, broker: BrokerName, queue: string): MetricName | undefined {
  try {
    return metricOf(naming, broker, { queue, measure: 'waiting' });
  } catch (error) {
    if (error instanceof UnfitRecord) return undefined;
    throw error;
  }
}
