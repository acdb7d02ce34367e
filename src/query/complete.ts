import { t } from '@grafana/i18n';
import type { QueueEntry } from '../contract/resources';
import { isOpenPattern, matchesPattern } from './queue-pattern';
import { STATUS_WORDS } from './status-words';

export interface Completion {
  readonly value: string;
  readonly label: string;
  readonly description?: string;
}

/** As many as a person reads; a list of 5,000 would be slow to draw. */
const SHOWN = 200;

/**
 * Completions for the typed text: queues whose name contains it (or matches it, if it is a glob or a `/regex/`), closest
 * first, then variables.
 */
export function complete(typed: string, queues: readonly QueueEntry[], variables: readonly string[]): Completion[] {
  const text = typed.trim().toLowerCase();
  const fits = (name: string) => name.toLowerCase().includes(text) || (isOpenPattern(typed) && matchesPattern(typed.trim(), name));
  const distance = (name: string) => (name.toLowerCase() === text ? 0 : name.toLowerCase().startsWith(text) ? 1 : 2);
  const named = queues.filter(({ name }) => fits(name)).sort((a, b) => distance(a.name) - distance(b.name));
  return [
    ...named.slice(0, SHOWN).map((entry) => {
      const description = stateOf(entry);
      return { value: entry.name, label: entry.name, ...(description !== undefined && { description }) };
    }),
    ...variables
      .map((name) => `$${name}`)
      .filter((name) => name.toLowerCase().includes(text))
      .map((name) => ({ value: name, label: name, description: t('editor.patterns.variable', 'Dashboard variable') })),
  ];
}

/** Length and status beside a queue's name. */
function stateOf({ waiting, status }: QueueEntry): string | undefined {
  if (waiting === null) return undefined;
  const tasks = t('editor.patterns.waiting', '', {
    count: waiting,
    defaultValue_one: '{{count, number}} waiting',
    defaultValue_other: '{{count, number}} waiting',
  });
  return status === undefined || status === 'ok' ? tasks : `${tasks} · ${STATUS_WORDS[status]()}`;
}
