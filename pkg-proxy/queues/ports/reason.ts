import type { Said } from '../../../src/contract/messages/message';
import { StoreError } from './metric-store';
import { BrokerError } from './reader';

/** What an error says, in a form that fits into a message. */
export function reasonOf(error: unknown): Said {
  if (error instanceof BrokerError || error instanceof StoreError) return error.said;
  return error instanceof Error ? error.message : String(error);
}
