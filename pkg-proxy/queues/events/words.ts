/** A length of time for a person: `40 s`, `12 min`, `5 h`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

export function tasksWaiting(n: number): string {
  return `${n} task${n === 1 ? '' : 's'} waiting`;
}
