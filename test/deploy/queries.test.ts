import { CloudWatchClient, GetMetricDataCommand, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StrictCloudWatch } from '../../demo/cloudwatch/strict-cloudwatch';
import { metricOf } from '../../pkg-proxy/cloudwatch/naming';
import type { MetricStore, QueueMinuteRecord } from '../../pkg-proxy/queues/ports/metric-store';
import { MEASURES } from '../../src/contract/measures';
import { BROKER, patient, storeAt, withoutAwsEnvironment } from '../integration/cloudwatch-harness';
import { type AlarmState, stateOf } from './alarm-state';
import { cloudFormation } from './cloudformation';
import { goldenPlan } from './golden';
import { evaluate, type Series } from './metric-math';
import { PARAMETERS } from './parameters';
import type { Alarm, Deployment, Query } from './shape';

const MINUTE = 60_000;
const { Namespace, Queue, Cluster, Service } = PARAMETERS.workers;

const TEMPLATES = [
  { kind: 'CloudFormation', mirror: cloudFormation('mirror'), workers: cloudFormation('workers') },
  { kind: 'Terraform', mirror: goldenPlan().modules.mirror.deployment, workers: goldenPlan().modules.workers.deployment },
];

const trackingOf = ({ policies }: Deployment) => Object.values(policies).flatMap(({ tracking }) => tracking ?? []);
const alarmNamed = ({ alarms }: Deployment, name: string): Alarm =>
  alarms[name] ?? fail(`an alarm ${name}`, Object.keys(alarms).join(', '));
const fail = (expected: string, got: string): never => {
  throw new Error(`expected ${expected}, got ${got}`);
};

const onNeed = { ScaleOn: 'NeededConcurrency', TargetPerTask: 4 };

describe.each(TEMPLATES)('the queries of $kind', ({ mirror, workers }) => {
  const groups = [...Object.values({ ...mirror.alarms, ...workers.alarms }), ...trackingOf(workers)].map(({ queries }) => queries);
  const ours = groups.flat().filter(({ metric }) => metric?.namespace === Namespace);

  test('ask for metrics that the mirror writes, under the same dimensions in the same order', () => {
    const written = [...MEASURES.map((measure) => ({ measure, queue: Queue })), { measure: 'scrapeOk' as const, queue: null }].map(
      (record) => {
        const { MetricName, Dimensions } = metricOf('dimensions', BROKER, record);
        return { namespace: Namespace, name: MetricName, dimensions: Dimensions.map(({ Name, Value }) => [Name, Value]) };
      },
    );
    expect(ours.length).toBeGreaterThan(4);
    for (const { metric } of ours) expect(written).toContainEqual(metric);
  });

  test('never add up: samples of a minute, or those of two mirrors, are no sum', () => {
    for (const { stat } of ours) expect(['Average', 'Maximum', 'Minimum']).toContain(stat);
    expect(trackingOf(workers).flatMap(({ queries }) => queries.flatMap(({ stat }) => stat ?? []))).toEqual(['Average', 'Average']);
  });

  test('return one series each, under ids that CloudWatch takes', () => {
    for (const queries of groups) {
      expect(queries.filter(({ returned }) => returned)).toHaveLength(1);
      for (const { id } of queries) expect(id).toMatch(/^[a-z][a-zA-Z0-9_]*$/);
    }
  });

  test('every alarm says what missing data means, and does something', () => {
    const alarms = { ...mirror.alarms, ...workers.alarms };
    expect(Object.fromEntries(Object.entries(alarms).map(([name, { missing }]) => [name, missing]))).toEqual({
      blind_alarm: 'breaching',
      wake_alarm: 'notBreaching',
      age_alarm: 'missing',
      waiting_alarm: 'missing',
    });
    for (const { actions } of Object.values(alarms)) expect(actions).toHaveLength(1);
    expect(alarms.wake_alarm?.actions).toEqual(['@wake']);
  });

  test('scaling may reach zero, and wakes by adding one', () => {
    expect(workers.capacities.capacity).toMatchObject({ min: 0, max: 10, resource: `service/${Cluster}/${Service}` });
    expect(workers.policies.wake).toMatchObject({
      type: 'StepScaling',
      capacity: 'capacity',
      stepping: { adjustment: 'ChangeInCapacity', steps: [{ lower: 0, adjustment: 1 }] },
    });
    expect(workers.policies.per_task).toMatchObject({
      type: 'TargetTrackingScaling',
      capacity: 'capacity',
      tracking: { target: 120 },
    });
  });
});

describe.each(TEMPLATES)('run against CloudWatch, those of $kind', ({ mirror, workers }) => {
  let now: number;
  let start: number;
  let cloudWatch: StrictCloudWatch;
  let store: MetricStore;
  let client: CloudWatchClient;

  beforeEach(async () => {
    withoutAwsEnvironment();
    now = Math.floor(Date.now() / MINUTE) * MINUTE;
    start = now - 20 * MINUTE;
    cloudWatch = await StrictCloudWatch.start({ now: () => now });
    store = storeAt({ endpoint: cloudWatch.url, now: () => now });
    client = new CloudWatchClient({
      endpoint: cloudWatch.url,
      region: 'eu-west-1',
      credentials: { accessKeyId: 'AKIDGOOD', secretAccessKey: 'secret' },
    });
  });
  afterEach(async () => {
    client.destroy();
    store.close();
    await cloudWatch.close();
    vi.unstubAllEnvs();
  });

  /** Stores what the mirror would: samples by minute, null for a minute of which nothing is known. */
  async function mirrored(measure: QueueMinuteRecord['measure'], minutes: readonly (readonly number[] | null)[], times = 1): Promise<void> {
    const queue = measure === 'scrapeOk' ? null : Queue;
    const records = minutes.flatMap((samples, i) =>
      samples ? [{ at: start + i * MINUTE, queue, measure, values: samples, counts: samples.map(() => 1) }] : [],
    );
    for (let i = 0; i < times; i++) expect(await store.put(records, patient())).toMatchObject({ stored: records.length, refused: [] });
  }

  /** What Container Insights counts, null for a minute that is late or never comes. */
  async function running(minutes: readonly (number | null)[]): Promise<void> {
    const Dimensions = Object.entries({ ClusterName: Cluster, ServiceName: Service }).map(([Name, Value]) => ({ Name, Value }));
    const MetricData = minutes.flatMap((Value, i) =>
      Value === null ? [] : [{ MetricName: 'RunningTaskCount', Dimensions, Value, Timestamp: new Date(start + i * MINUTE) }],
    );
    if (MetricData.length > 0) await client.send(new PutMetricDataCommand({ Namespace: 'ECS/ContainerInsights', MetricData }));
  }

  const periods = (count: number) => Array.from({ length: count }, (_, i) => start + i * MINUTE);

  /** The returned series of a group of queries, over so many minutes. */
  async function run(queries: readonly Query[], minutes: number): Promise<Series> {
    const metrics = queries.flatMap(({ id, metric, stat, period = 60 }) =>
      metric
        ? [
            {
              Id: id,
              MetricStat: {
                Metric: {
                  Namespace: metric.namespace,
                  MetricName: metric.name,
                  Dimensions: metric.dimensions.map(([Name, Value]) => ({ Name, Value })),
                },
                Stat: stat,
                Period: period,
              },
            },
          ]
        : [],
    );
    const range = { StartTime: new Date(start), EndTime: new Date(start + minutes * MINUTE) };
    const { MetricDataResults = [] } = await client.send(new GetMetricDataCommand({ MetricDataQueries: metrics, ...range }));
    const series = Object.fromEntries(
      MetricDataResults.map(({ Id = '', Timestamps = [], Values = [] }) => [
        Id,
        new Map(Timestamps.map((t, i) => [t.getTime(), Values[i]!])),
      ]),
    );
    const returned = queries.find((query) => query.returned) ?? fail('a query that returns data', 'none');
    return evaluate(returned.expression ?? returned.id, series, periods(minutes));
  }

  const listed = (series: Series, minutes: number) => periods(minutes).map((t) => series.get(t) ?? null);
  const perTask = async (minutes: number) => listed(await run(trackingOf(workers)[0]?.queries ?? [], minutes), minutes);
  const state = async (alarm: Alarm, minutes: number): Promise<AlarmState> =>
    stateOf(alarm, await run(alarm.queries, minutes), periods(minutes));

  test.each([
    ['an empty queue is a real 0, so that tasks are taken away', [[0, 0, 0]], [2], [0]],
    ['at 0 tasks an empty queue is 0, and 240 tasks are 240', [[0], [240]], [0, 0], [0, 240]],
    ['many tasks share many', [[5000]], [10], [500]],
    ['a minute counts as its average, however many samples it has', [[20, 30, 40], [60]], [3, 3], [10, 20]],
    ['nobody knows the backlog: no value, so nothing is scaled', [[30], null, [30]], [3, 3, 3], [10, null, 10]],
    ['Container Insights is late: the last count stands', [[30], [60]], [3, null], [10, 20]],
    ['Container Insights is off: no value, so nothing runs away', [[30], [5000]], [null, null], [null, null]],
  ])('backlog per task: %s', async (_, backlog, tasks, expected) => {
    await mirrored('backlog', backlog);
    await running(tasks);
    expect(await perTask(backlog.length)).toEqual(expected);
  });

  test.each([
    ['40 slots for 5 workers of 4 are twice what there is', [[40]], [5], [8]],
    ['a worker too many', [[3]], [2], [1.5]],
    ['nothing to do', [[0]], [1], [0]],
    ['a sleeping service that needs 40 slots', [[40]], [0], [40]],
    ['nobody knows what it takes: no value, so nothing is scaled', [[40], null], [5, 5], [8, null]],
  ])('needed concurrency per task: %s', async (_, needed, tasks, expected) => {
    const [{ target, queries } = { target: 0, queries: [] }] = trackingOf(cloudFormation('workers', onNeed));
    expect(target).toBe(4);
    await mirrored('neededConcurrency', needed);
    await running(tasks);
    expect(listed(await run(queries, needed.length), needed.length)).toEqual(expected);
  });

  test('backlog per task is the same when two mirrors write', async () => {
    await mirrored('backlog', [[20, 30, 40]], 2);
    await running([3]);
    expect(await perTask(1)).toEqual([10]);
    expect(cloudWatch.series(Namespace, 'Backlog', { Broker: BROKER.environment, Queue }, 'Sum', 60)[0]?.value).toBe(180);
  });

  test.each<[string, (readonly number[] | null)[], (number | null)[], AlarmState]>([
    ['something to do and nobody there, for two minutes', [[0], [0, 1], [1]], [0, 0, 0], 'ALARM'],
    ['also when a sleeping service is not counted at all', [[0], [1], [1]], [1, null, null], 'ALARM'],
    ['not when a worker is there', [[9], [9], [9]], [1, 1, 1], 'OK'],
    ['not for one late minute of Container Insights', [[9], [9], [9]], [1, 1, null], 'OK'],
    ['not for an empty queue', [[0], [0], [0]], [0, 0, 0], 'OK'],
    ['not while nobody knows the backlog', [[9], null, null], [0, 0, 0], 'OK'],
  ])('wake: %s', async (_, backlog, tasks, expected) => {
    await mirrored('backlog', backlog);
    await running(tasks);
    expect(await state(alarmNamed(workers, 'wake_alarm'), backlog.length)).toBe(expected);
  });

  const minutes = <T>(count: number, samples: T): T[] => Array.from({ length: count }, () => samples);

  test.each<[string, (readonly number[] | null)[], AlarmState]>([
    ['every sample fails', minutes(5, [0, 0]), 'ALARM'],
    ['a sample fails in every minute', minutes(5, [1, 0, 1]), 'ALARM'],
    ['nobody mirrors any more', [[1], ...minutes(5, null)], 'ALARM'],
    ['first unreadable, then silent', [...minutes(3, [0]), ...minutes(2, null)], 'ALARM'],
    ['the mirror restarts', [[1], [1], null, [1], [1]], 'OK'],
    ['one bad minute', [[1], [1], [0], [1], [1]], 'OK'],
  ])('blind: %s', async (_, scrapeOk, expected) => {
    await mirrored('scrapeOk', scrapeOk);
    expect(await state(alarmNamed(mirror, 'blind_alarm'), scrapeOk.length)).toBe(expected);
  });

  test.each<[string, (readonly number[] | null)[], AlarmState]>([
    ['one sample a minute above is enough', minutes(3, [0, 601]), 'ALARM'],
    ['ten minutes sharp are not too long', minutes(3, [600]), 'OK'],
    ['an empty queue', minutes(3, [0]), 'OK'],
    ['unknown is not OK', [[900], ...minutes(3, null)], 'INSUFFICIENT_DATA'],
  ])('oldest age: %s', async (_, age, expected) => {
    await mirrored('oldestAge', age);
    expect(await state(alarmNamed(workers, 'age_alarm'), age.length)).toBe(expected);
  });

  test.each<[string, (readonly number[] | null)[], AlarmState]>([
    ['too many for eight minutes of ten', [...minutes(8, [1001]), ...minutes(2, [3])], 'ALARM'],
    ['a batch of seven minutes', [...minutes(7, [5000]), ...minutes(3, [3])], 'OK'],
    ['samples that add up to more than the threshold', minutes(10, minutes(12, 100)), 'OK'],
    ['unknown is not OK', [[5000], ...minutes(10, null)], 'INSUFFICIENT_DATA'],
  ])('waiting: %s', async (_, waiting, expected) => {
    await mirrored('waiting', waiting);
    expect(await state(alarmNamed(workers, 'waiting_alarm'), waiting.length)).toBe(expected);
  });
});
