/** Words that engineers use in every language that Backlog speaks. */
const EVERYWHERE = ['TLS', '{{seconds}} s'];

/** What Spanish, French and Portuguese share with English. */
const ROMANCE = [...EVERYWHERE, 'Broker', 'Exchanges', 'ok', 'Total', 'Worker', 'Workers', 'backlog', 'heartbeats', 'workers'];

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
    'Queue',
    'Queues',
    'Task',
    'Tasks',
    'Top',
    'Top: {{count, number}}',
    'Worker',
    'ok',
  ]),
  'es-ES': new Set(ROMANCE),
  'fr-FR': new Set([...ROMANCE, 'Exception', 'Format', 'Options']),
  'ja-JP': new Set(EVERYWHERE),
  'pt-BR': new Set([...ROMANCE, 'status']),
  'zh-Hans': new Set([...EVERYWHERE, 'Broker', 'Worker']),
};
