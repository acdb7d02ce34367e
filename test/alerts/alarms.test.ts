import { describe, expect, test } from 'vitest';
import { ALERTS } from '../../dashboards/alerts/table';
import { type AlarmState, stateOf } from '../deploy/alarm-state';
import { cloudFormation } from '../deploy/cloudformation';
import { goldenPlan } from '../deploy/golden';
import { evaluate } from '../deploy/metric-math';
import { PARAMETERS } from '../deploy/parameters';
import type { Alarm } from '../deploy/shape';

const { Broker, Queue, Namespace, MaxAgeSeconds, MaxWaiting } = PARAMETERS.workers;
const LIMITS = { MaxAgeSeconds, MaxWaiting };
/** Templates that were there before the table name these three alarms otherwise. */
const NAMES: Readonly<Record<string, string>> = {
  'queue-critical': 'waiting_alarm',
  'oldest-task': 'age_alarm',
  'broker-unreadable': 'blind_alarm',
};
const rows = ALERTS.flatMap((row) => (row.alarm ? [{ name: row.name, alarm: row.alarm }] : []));

const { modules } = goldenPlan();
const TEMPLATES = [
  { kind: 'CloudFormation', parts: [cloudFormation('mirror'), cloudFormation('workers'), cloudFormation('alarms')] },
  { kind: 'Terraform', parts: [modules.mirror.deployment, modules.workers.deployment, modules.alarms.deployment] },
].map(({ kind, parts }) => ({ kind, alarms: Object.assign({}, ...parts.map((part) => part.alarms)) as Readonly<Record<string, Alarm>> }));

test('what CloudWatch has metrics for has an alarm', () => {
  expect(rows.map(({ name }) => name)).toEqual([
    'queue-critical',
    'queue-unconsumed',
    'oldest-task',
    'queue-stalled',
    'queue-growing',
    'broker-unreadable',
  ]);
});

describe.each(TEMPLATES)('the alarms of $kind', ({ alarms }) => {
  const alarmOf = (name: string): Alarm => {
    const alarm = alarms[NAMES[name] ?? `${name.replaceAll('-', '_')}_alarm`];
    if (!alarm) throw new Error(`expected an alarm for ${name}, got ${Object.keys(alarms).join(', ')}`);
    return alarm;
  };

  test('every alarm is of the table, but the one that wakes a sleeping service', () => {
    const expected = rows.map(({ name }) => alarmOf(name).alarmName).sort();
    const found = Object.entries(alarms).filter(([name]) => name !== 'wake_alarm');
    expect(found.map(([, { alarmName }]) => alarmName).sort()).toEqual(expected);
  });

  test.each(rows)('$name is what the table says', ({ name, alarm }) => {
    const found = alarmOf(name);
    expect(found).toMatchObject({
      comparison: alarm.comparison,
      threshold: typeof alarm.threshold === 'number' ? alarm.threshold : LIMITS[alarm.threshold],
      evaluationPeriods: alarm.minutes,
      datapointsToAlarm: alarm.breaching,
      missing: alarm.missing,
    });
    const dimensions = (by?: 'Queue') => [['Broker', Broker], ...(by ? [['Queue', Queue]] : [])];
    const asked = found.queries.filter(({ metric }) => metric).map(({ metric, stat, period }) => ({ metric, stat, period }));
    expect(asked).toEqual(
      [...alarm.metrics]
        .sort((a, b) => a.id.localeCompare(b.id))
        .map(({ name: metric, by, stat }) => ({
          metric: { namespace: Namespace, name: metric, dimensions: dimensions(by) },
          stat,
          period: 60,
        })),
    );
    expect(found.queries.find(({ returned }) => returned)?.expression).toBe(alarm.expression);
    const words = alarm.description.replace('QUEUE', Queue).replace('BROKER', Broker);
    expect(found.description).toBe(words.replace('MaxAgeSeconds', `${MaxAgeSeconds}`).replace('MaxWaiting', `${MaxWaiting}`));
  });

  type Minute = Readonly<Record<string, number>>;
  const minutes = (count: number, minute: Minute): Minute[] => Array.from({ length: count }, () => minute);

  test.each<[string, string, Minute[], AlarmState]>([
    ['queue-unconsumed', 'tasks and no worker', minutes(5, { waiting: 1, workers: 0 }), 'ALARM'],
    ['queue-unconsumed', 'a worker comes', [...minutes(4, { waiting: 1, workers: 0 }), { waiting: 1, workers: 1 }], 'OK'],
    ['queue-unconsumed', 'no worker and no task', minutes(5, { waiting: 0, workers: 0 }), 'OK'],
    ['queue-unconsumed', 'nobody knows the workers', minutes(5, { waiting: 1 }), 'INSUFFICIENT_DATA'],
    ['queue-stalled', 'tasks wait and none leaves', minutes(10, { waiting: 3, departures: 0 }), 'ALARM'],
    ['queue-stalled', 'one leaves in ten minutes', [...minutes(9, { waiting: 3, departures: 0 }), { waiting: 3, departures: 0.1 }], 'OK'],
    ['queue-stalled', 'empty', minutes(10, { waiting: 0, departures: 0 }), 'OK'],
    ['queue-stalled', 'unknown', minutes(10, {}), 'INSUFFICIENT_DATA'],
    ['queue-growing', 'more arrives than leaves', minutes(30, { waiting: 10, arrivals: 2, departures: 1 }), 'ALARM'],
    ['queue-growing', 'only the noise of two rates', minutes(30, { waiting: 10, arrivals: 2.1, departures: 2 }), 'OK'],
    ['queue-growing', 'a short queue', minutes(30, { waiting: 9, arrivals: 2, departures: 1 }), 'OK'],
    [
      'queue-growing',
      'a burst of ten minutes',
      [...minutes(20, { waiting: 10, arrivals: 1, departures: 1 }), ...minutes(10, { waiting: 10, arrivals: 9, departures: 1 })],
      'OK',
    ],
  ])('%s: %s', (name, _, values, expected) => {
    const alarm = alarmOf(name);
    const periods = values.map((_minute, at) => at * 60_000);
    const series = (id: string) =>
      new Map(values.flatMap((minute, at) => (minute[id] === undefined ? [] : [[at * 60_000, minute[id]] as const])));
    const metrics = Object.fromEntries(alarm.queries.filter(({ metric }) => metric).map(({ id }) => [id, series(id)]));
    const returned = alarm.queries.find((query) => query.returned);
    expect(stateOf(alarm, evaluate(returned?.expression ?? returned?.id ?? '', metrics, periods), periods)).toBe(expected);
  });
});
