/** A rounded duration: `40 s`, `12 min`, `5 h`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

/** An exact duration, to compare two that are nearly equal: `10 min 5 s`, `1 h 30 min`. */
export function exactDuration(seconds: number): string {
  const whole = Math.floor(seconds);
  const parts = [
    [Math.floor(whole / 3600), 'h'],
    [Math.floor((whole % 3600) / 60), 'min'],
    // A threshold may have a fraction.
    [Math.round((seconds - 60 * Math.floor(whole / 60)) * 10) / 10, 's'],
  ] as const;
  return (
    parts
      .filter(([n]) => n > 0)
      .map(([n, unit]) => `${n} ${unit}`)
      .join(' ') || '0 s'
  );
}

export function tasksWaiting(n: number): string {
  return `${n} task${n === 1 ? '' : 's'} waiting`;
}
