/** Severity of a finding, least first. `info`: good to know. `warning`: look into it. `critical`: tasks are or will soon be lost or stuck. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The more severe of two. */
export function graver(a: Severity, b: Severity): Severity {
  return SEVERITIES.indexOf(a) >= SEVERITIES.indexOf(b) ? a : b;
}
