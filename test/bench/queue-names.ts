export const PRIORITY_STEPS = [0, 3, 6, 9] as const;

/** 1,000 names as teams give them. */
export const QUEUES: readonly string[] = Array.from({ length: 1000 }, (_, i) => `team-${i % 40}.worker-${String(i).padStart(4, '0')}`);

/** So many as one broker may have. */
export const MANY_QUEUES: readonly string[] = Array.from(
  { length: 10_000 },
  (_, i) => `team-${i % 40}.worker-${String(i).padStart(5, '0')}`,
);
