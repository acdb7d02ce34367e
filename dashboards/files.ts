import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { broker } from './boards/broker';
import { environments } from './boards/environments';
import { mirror } from './boards/mirror';
import { oneQueue } from './boards/one-queue';
import { overview } from './boards/overview';
import { tasks } from './boards/tasks';
import { workers } from './boards/workers';
import type { GeneratedFile } from './generated-file';
import { BUNDLED, ENVIRONMENTS, type Home, provisioned } from './home';
import type { PlaceName } from './places';

const BOARDS: readonly (readonly [PlaceName, (home: Home) => Dashboard])[] = [
  ['queues', overview],
  ['one-queue', oneQueue],
  ['tasks', tasks],
  ['workers', workers],
  ['broker', broker],
  ['mirror', mirror],
  ['environments', environments],
];

/** The dashboards that come with the plugin, as `plugin.json` includes them: paths are those in the plugin's folder. */
export function bundledDashboards(): readonly GeneratedFile[] {
  return BOARDS.map(([name, board]) => ({ path: `dashboards/${name}.json`, text: textOf(board(BUNDLED)) }));
}

/** The dashboards that are provisioned: those of each environment, and "All environments" once. */
export function provisionedDashboards(): readonly GeneratedFile[] {
  return ENVIRONMENTS.flatMap((environment) => {
    const home = provisioned(environment);
    return BOARDS.flatMap(([name, board]) => {
      if (name === 'environments') return [];
      return [{ path: `provisioning/dashboards/${environment}/${name}.json`, text: textOf(board(home)) }];
    });
  }).concat({ path: 'provisioning/dashboards/all/environments.json', text: textOf(environments(provisioned('production'))) });
}

/** JSON with one line for each panel, so that a difference names the panel and a file is a tenth as long. */
function textOf({ panels = [], ...rest }: Dashboard): string {
  const lines = Object.entries(rest).map(([name, value]) => `${JSON.stringify(name)}: ${lineOf(value)}`);
  return `{\n${lines.join(',\n')},\n"panels": [\n${panels.map(lineOf).join(',\n')}\n]\n}\n`;
}

function lineOf(value: unknown): string {
  // The SDK's default would hide links and annotations in a menu of newer versions of Grafana.
  return JSON.stringify(value, (key, inner: unknown) => (key === 'placement' && inner === 'inControlsMenu' ? undefined : inner));
}
