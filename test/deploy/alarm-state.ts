import type { Series } from './metric-math';
import type { Alarm } from './shape';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

const BREACHES: Readonly<Record<string, (value: number, threshold: number) => boolean>> = {
  GreaterThanThreshold: (value, threshold) => value > threshold,
  LessThanThreshold: (value, threshold) => value < threshold,
};

/**
 * What CloudWatch makes of the last periods: M of N, with missing ones as the alarm says. After the user guide, "Using Amazon
 * CloudWatch alarms". The real one looks a little further back for values before it counts a period as missing, and so is slower
 * to call data missing, never quicker.
 * @param periods starts of periods, oldest first; the last N of them count
 */
export function stateOf(alarm: Alarm, values: Series, periods: readonly number[]): AlarmState {
  const breaches = BREACHES[alarm.comparison];
  if (!breaches) throw new Error(`expected one of ${Object.keys(BREACHES).join(', ')}, got ${alarm.comparison}`);
  const judged = periods.slice(-alarm.evaluationPeriods).map((t) => {
    const value = values.get(t);
    if (value !== undefined) return breaches(value, alarm.threshold) ? 'breaching' : 'notBreaching';
    return alarm.missing ?? 'missing';
  });
  if (judged.filter((j) => j === 'breaching').length >= alarm.datapointsToAlarm) return 'ALARM';
  return judged.every((j) => j === 'missing') ? 'INSUFFICIENT_DATA' : 'OK';
}
