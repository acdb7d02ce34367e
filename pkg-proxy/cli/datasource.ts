import { parseSettings } from '../../src/contract/parse-settings';
import type { RawDatasource, Settings } from '../../src/contract/settings';
import { Monitor } from '../queues/monitor/monitor';
import type { Surroundings } from './surroundings';

/**
 * Starts a datasource. `change` may override its settings.
 * @throws Error that names the datasource, if it has a name, and says what is wrong with it
 */
export function startDatasource(
  raw: RawDatasource,
  { adapters, log }: Pick<Surroundings, 'adapters' | 'log'>,
  change = (settings: Settings) => settings,
): Monitor {
  try {
    return new Monitor(change(parseSettings(raw)), adapters, log);
  } catch (cause) {
    const name = raw.name && `datasource "${raw.name}": `;
    throw new Error(`${name}${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
