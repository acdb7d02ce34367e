import { describe, expect, test } from 'vitest';
import { steadyGap } from './sparse';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** Rows a minute apart over `hours`, of which those are known that `known` says, by minute. */
function rows(hours: number, known: (minute: number) => boolean, period = MINUTE) {
  const times = Float64Array.from({ length: (hours * HOUR) / period }, (_, i) => i * period);
  return [times, times.map((at) => (known(at / MINUTE) ? 1 : Number.NaN))] as const;
}

describe('steadyGap()', () => {
  test.each<[what: string, minutes: number | undefined, rows: ReturnType<typeof rows>]>([
    ['a script every 15 minutes', 22.5, rows(6, (m) => m % 15 === 0)],
    ['not punctually', 21, rows(24, (m) => m % 15 === (Math.floor(m / 15) * 7) % 4)],
    ['it was off for five hours', 22.5, rows(24, (m) => m % 15 === 0 && !(m > 300 && m < 600))],
    ['it was replaced by a mirror an hour ago', 22.5, rows(6, (m) => m % 15 === 0 || m > 300)],
    ['seen by the ten minutes: two rows known, one not', 30, rows(12, (m) => m % 30 !== 20, 10 * MINUTE)],
    ['seen by the quarter of an hour', undefined, rows(24, () => true, 15 * MINUTE)],
    ['a mirror', undefined, rows(6, () => true)],
    ['a mirror with outages of ten minutes each hour', undefined, rows(24, (m) => m % 60 > 10)],
    ['a mirror for most of the time, a script before it', undefined, rows(6, (m) => m % 15 === 0 || m > 100)],
    ['any minute', undefined, rows(6, (m) => [3, 4, 9, 40, 42, 90, 230, 300, 301].includes(m))],
    ['three points', undefined, rows(6, (m) => m % 100 === 0 && m < 300)],
    ['nothing', undefined, rows(6, () => false)],
  ])('%s', (_, minutes, [times, values]) => {
    expect(steadyGap(times, values)).toBe(minutes === undefined ? undefined : minutes * MINUTE);
  });

  test('coarser rows of an older tier are no sign of writing more often', () => {
    const [oldTimes, oldValues] = rows(240, () => true, HOUR);
    const [times, values] = rows(6, (m) => m % 15 === 0);
    const joined = [Float64Array.of(...oldTimes, ...times.map((t) => t + 240 * HOUR)), Float64Array.of(...oldValues, ...values)] as const;
    expect(steadyGap(...joined)).toBe(22.5 * MINUTE);
  });
});
