import type { Settings } from '../../src/contract/settings';

export { controlChannels, eventPatterns } from '../../src/contract/channels';

/** The settings for communication with workers. */
export type WorkerChannels = Pick<Settings, 'connection' | 'keys' | 'workers'>;
