/** What a mirror can keep of each task: CloudWatch's name and unit, and a sentence for a person who has to choose. */
export const TASK_MEASURE_INFO = {
  succeeded: { metric: 'Succeeded', unit: 'Count', description: 'Runs that succeeded.' },
  failed: { metric: 'Failed', unit: 'Count', description: 'Runs that failed for good.' },
  retried: { metric: 'Retried', unit: 'Count', description: 'Runs that ended with a retry.' },
  runtime: { metric: 'Runtime', unit: 'Seconds', description: 'How long runs that succeeded took. CloudWatch computes percentiles.' },
} as const;

export type TaskMeasure = keyof typeof TASK_MEASURE_INFO;
export const TASK_MEASURES = ['succeeded', 'failed', 'retried', 'runtime'] as const satisfies readonly TaskMeasure[];
