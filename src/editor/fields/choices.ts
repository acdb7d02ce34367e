import type { NamesResource, PreviewResource, QueueEntry } from '../../contract/resources';

/** What of the data source the fields of the editor need. */
export interface QueueChoices {
  knownQueues(): Promise<readonly QueueEntry[]>;
  knownNames(): Promise<NamesResource>;
  preview(queues: readonly string[], exclude: readonly string[]): Promise<PreviewResource>;
}
