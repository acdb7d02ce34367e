import type { Status } from '../../../src/contract/measures';
import { type Levels, levelOf, type Measured, type thresholdOf } from '../thresholds';
import { exactDuration, tasksWaiting } from './words';

type Bounds = ReturnType<typeof thresholdOf>;

/** A length or an age, its thresholds, and both in words. */
interface Judged {
  readonly value: number;
  readonly levels: Levels;
  readonly says: string;
  readonly bound: (level: number) => string;
}

/** Why a queue is warning or critical: its length, the age of its oldest task, or both. */
export function whyAbove(bounds: Bounds, measured: Measured, status: Status): string {
  const [length, age] = judged(bounds, measured);
  if (status !== 'warning' && status !== 'critical') return `${length.says}.`;
  const above = [length, age].filter(({ value, levels }) => levelOf(value, levels) === status);
  const sentences = above.map(({ says, levels, bound }) => `${says}, above the ${status} threshold of ${bound(levels[status] ?? 0)}.`);
  // Always give the length, even when only the age is above its threshold.
  return [...(above.includes(length) ? [] : [`${length.says}.`]), ...sentences].join(' ');
}

/** Which threshold a queue that is `status` now has fallen below, if it has one. */
export function whyBelow(bounds: Bounds, measured: Measured, status: Status): string {
  const [length, age] = judged(bounds, measured);
  const below = ({ says, levels: { warning, critical }, bound }: Judged) => {
    const level = status === 'ok' && warning !== undefined ? 'warning' : 'critical';
    const value = level === 'warning' ? warning : critical;
    return value === undefined ? undefined : `${says}, below the ${level} threshold of ${bound(value)}.`;
  };
  const aged = measured.waiting > 0 && !Number.isNaN(age.value) ? below(age) : undefined;
  return [below(length) ?? `${length.says}.`, ...(aged === undefined ? [] : [aged])].join(' ');
}

function judged(bounds: Bounds, { waiting, oldestAge = Number.NaN }: Measured): readonly [length: Judged, age: Judged] {
  return [
    { value: waiting, levels: bounds, says: tasksWaiting(waiting), bound: String },
    // An age is first seen a little above its threshold, so round up.
    { value: oldestAge, levels: bounds.age, says: `The oldest task is ${exactDuration(Math.ceil(oldestAge))} old`, bound: exactDuration },
  ];
}
