/** The numbers of the alert rules and of the CloudWatch alarms. Change them here, and run the generator. */
export const THRESHOLDS = {
  /** Arrivals this many times the departures are growth. Less is noise of two rates. */
  growth: 1.1,
  /** Growth of a shorter queue is nobody's concern. Tasks. */
  growingFrom: 10,
  /** Widths of the usual range. */
  deviation: 1.5,
  failureRatio: 0.05,
  /** Fewer runs than this in ten minutes say nothing about a ratio. */
  runs: 20,
  /** Seconds. */
  mirrorDelay: 600,
} as const;
