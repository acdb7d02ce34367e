import type { Logger } from '../log';
import type { DatasourcePlugin } from '../plugin';

/** What every service is built from. */
export interface ServiceContext {
  readonly plugin: DatasourcePlugin;
  readonly log: Logger;
}
