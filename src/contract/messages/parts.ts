import type { Entry } from './entry';

/** How two messages become one. No row in docs/troubleshooting.md: the messages in them have theirs. */
export const PART_MESSAGES = {
  /** `detail` is what a server or Node said, as it said it. */
  'part.detailed': { severity: 'info', text: '{{cause}} ({{detail}})' },
  'part.hinted': { severity: 'info', text: '{{cause}} {{hint}}' },
} as const satisfies Readonly<Record<string, Entry>>;
