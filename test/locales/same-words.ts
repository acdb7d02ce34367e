/** Words that engineers use in every language that Backlog speaks. */
const EVERYWHERE = [
  'CELERY_BROKER_URL',
  'Redis',
  'Sentinel',
  'TLS',
  'URL',
  'URL: {{url}}',
  '<host>',
  '{{cause}} ({{detail}})',
  '{{cause}} {{hint}}',
  '{{measures}}: {{reason}}',
  '{{queue}}: {{reason}}',
  '{{seconds, number}} s',
  '{{tasks, number}}',
];

/** What Spanish, French and Portuguese share with English. */
const ROMANCE = [...EVERYWHERE, 'Broker', 'Exchanges', 'ok', 'Slots', 'Total', 'Worker', 'Workers', 'backlog', 'heartbeats', 'workers'];

/** English texts that are right as they stand, by language. */
export const SAME_WORDS: Readonly<Record<string, ReadonlySet<string>>> = {
  'de-DE': new Set([
    ...EVERYWHERE,
    'Auto',
    'Broker',
    'Exception',
    'Exchanges',
    'Filter',
    'Format',
    'Live',
    'Namespace',
    'Queue',
    'Queues',
    'Slots',
    'Status',
    'Task',
    'Tasks',
    'Top',
    'Top: {{count, number}}',
    'Worker',
    'ok',
  ]),
  'es-ES': new Set(ROMANCE),
  'fr-FR': new Set([...ROMANCE, 'Dimensions', 'Exception', 'Format', 'Options']),
  'ja-JP': new Set(EVERYWHERE),
  'pt-BR': new Set([...ROMANCE, 'Status', 'status']),
  'zh-Hans': new Set([...EVERYWHERE, 'Broker', 'Worker']),
};
