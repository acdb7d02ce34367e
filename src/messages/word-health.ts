import type { Said } from '../contract/messages/message';
import { parseMessage } from './parse-messages';
import { wordMessage } from './word-message';

/** What Grafana gets from the backend for Save & test. */
interface Health {
  readonly message: string;
  readonly details?: unknown;
}

/**
 * The result of Save & test in the language of the user. Its details have `messages`: one for each sentence, or English text for one
 * without a code. If this version does not know one of them, all stay in English.
 */
export function wordHealth<T extends Health>(health: T): T {
  const { details } = health;
  const messages: unknown = typeof details === 'object' && details !== null ? Reflect.get(details, 'messages') : undefined;
  if (!Array.isArray(messages) || messages.length === 0) return health;
  const said: Said[] = messages.flatMap((each: unknown) => (typeof each === 'string' ? each : (parseMessage(each) ?? [])));
  if (said.length < messages.length) return health;
  return { ...health, message: said.map((each) => (typeof each === 'string' ? each : wordMessage(each))).join(' ') };
}
