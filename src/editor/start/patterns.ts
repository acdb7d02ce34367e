import { t } from '@grafana/i18n';
import type { StoredQuery } from '../../contract/migrate-query';

/** A query to begin with: its name, what it answers, and its fields without those of Grafana. */
export interface StartPattern {
  readonly key: string;
  readonly words: () => { readonly name: string; readonly text: string };
  readonly query: StoredQuery;
}

export const START_PATTERNS: readonly StartPattern[] = [
  {
    key: 'longest',
    words: () => ({
      name: t('editor.start.longest', 'Longest queues'),
      text: t('editor.start.longest-text', 'Waiting tasks of the ten longest queues, over time.'),
    }),
    query: { queryType: 'history', measures: ['waiting'], by: 'queue', statistic: 'max', top: 10 },
  },
  {
    key: 'oldest',
    words: () => ({
      name: t('editor.start.oldest', 'Oldest task per queue'),
      text: t('editor.start.oldest-text', 'How late each queue is: the age of its oldest waiting task, now.'),
    }),
    query: { queryType: 'now', measures: ['oldestAge', 'waiting', 'status'], by: 'queue', top: 20 },
  },
  {
    key: 'usual',
    words: () => ({
      name: t('editor.start.usual', 'Backlog against usual'),
      text: t('editor.start.usual-text', 'Waiting tasks of the five longest queues, with their usual range at this hour of the week.'),
    }),
    query: { queryType: 'history', measures: ['waiting'], by: 'queue', statistic: 'avg', top: 5, usual: true },
  },
  {
    key: 'time',
    words: () => ({
      name: t('editor.start.time', 'What takes the time'),
      text: t('editor.start.time-text', 'The tasks that keep the most worker slots busy, with their run time and failures.'),
    }),
    query: {
      queryType: 'runs',
      format: 'table',
      by: 'task',
      measures: ['busy', 'runtime', 'succeeded', 'failed'],
      statistic: 'p95',
      top: 20,
    },
  },
  {
    key: 'workers',
    words: () => ({
      name: t('editor.start.workers', 'Who works on it'),
      text: t('editor.start.workers-text', 'Every worker, the queues it consumes, and when it was last heard from.'),
    }),
    query: { queryType: 'workers' },
  },
  {
    key: 'failures',
    words: () => ({
      name: t('editor.start.failures', 'What fails'),
      text: t('editor.start.failures-text', 'Failed and retried runs by task and type of exception.'),
    }),
    query: { queryType: 'runs', format: 'table', by: 'exception', measures: ['failed', 'retried'] },
  },
];
