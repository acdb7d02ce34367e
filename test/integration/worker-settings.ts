import { parseSettings } from '../../src/contract/parse-settings';
import type { Settings } from '../../src/contract/settings';

/** Settings of a datasource on loopback. */
export function settingsOf(url: string, jsonData: object = {}, user = '', password?: string): Settings {
  return parseSettings({ uid: 'u', name: 'n', url, user, jsonData, secureJsonData: password === undefined ? {} : { password } });
}
