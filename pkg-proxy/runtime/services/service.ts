import type { Logger } from '../log.js';
import type { DatasourcePlugin } from '../plugin.js';

/** What every service is built from. */
export interface ServiceContext {
  readonly plugin: DatasourcePlugin;
  readonly log: Logger;
}
