import { existsSync, mkdirSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DEMO, onPath, ROOT } from '../../setup/paths.mjs';
import { answers } from './ports.mjs';

const DATA = join(DEMO, 'grafana');
const PLUGIN = 'backlog-celery-datasource';

/**
 * Finds Grafana on this machine: in GRAFANA_HOME, or on the PATH.
 * @returns {{ binary: string, home: string } | undefined} `home` holds `conf/defaults.ini` and `public/`
 */
export function findGrafana() {
  const { GRAFANA_HOME } = process.env;
  const binary = GRAFANA_HOME ? join(GRAFANA_HOME, 'bin', 'grafana') : onPath(['grafana']);
  if (!binary || !existsSync(binary)) return undefined;
  const homes = [GRAFANA_HOME ?? '', join(dirname(realpathSync(binary)), '..'), '/usr/share/grafana'];
  const home = homes.find((folder) => folder !== '' && existsSync(join(folder, 'conf', 'defaults.ini')));
  return home ? { binary, home } : undefined;
}

/**
 * Starts Grafana with the built plugin and the demo's provisioning. Every visitor is an administrator.
 * @param {import('./processes.mjs').Processes} processes
 * @param {{ binary: string, home: string }} grafana
 * @param {{ port: number, provisioning: string, env: Record<string, string> }} options
 */
export async function startGrafana(processes, { binary, home }, { port, provisioning, env }) {
  rmSync(DATA, { recursive: true, force: true });
  mkdirSync(join(DATA, 'plugins'), { recursive: true });
  symlinkSync(join(ROOT, 'dist'), join(DATA, 'plugins', PLUGIN));
  const config = join(DATA, 'grafana.ini');
  writeFileSync(config, settings(port, provisioning));
  await processes.start('grafana', binary, ['server', '--homepath', home, '--config', config], {
    cwd: home,
    env,
    seconds: 180,
    ready: () => answers(`http://127.0.0.1:${port}/api/health`),
  });
}

/**
 * @param {number} port
 * @param {string} provisioning
 */
function settings(port, provisioning) {
  return `
app_mode = production
[server]
http_addr = 127.0.0.1
http_port = ${port}
[paths]
data = ${DATA}
logs = ${join(DATA, 'log')}
plugins = ${join(DATA, 'plugins')}
provisioning = ${provisioning}
[auth.anonymous]
enabled = true
org_role = Admin
[plugins]
allow_loading_unsigned_plugins = ${PLUGIN}
preinstall_disabled = true
public_key_retrieval_disabled = true
[plugin.${PLUGIN}]
node = ${process.execPath}
; Queues are read from the start, not from the first request on.
config = ${join(provisioning, 'datasources', '*.yaml')}
[analytics]
reporting_enabled = false
check_for_updates = false
check_for_plugin_updates = false
[news]
news_feed_enabled = false
[security]
disable_gravatar = true
[dashboards]
default_home_dashboard_path = ${join(provisioning, 'dashboards', 'production', 'queues.json')}
`;
}
