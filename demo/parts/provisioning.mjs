import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEMO, ROOT } from '../setup/paths.mjs';

const COPY = join(DEMO, 'provisioning');

/** The file that the demo's mirror follows: production, as it is in the repository. */
export const MIRRORED = join(ROOT, 'provisioning', 'datasources', 'production.yaml');

/**
 * Copies `provisioning/` for the demo's page: dashboards are found where they are here, and nothing mirrors, because the
 * demo's mirror is a process of its own and two would count every sample twice.
 * @returns {{ folder: string, datasources: string[] }} the copy, and the datasource files in it, production first
 */
export function prepareProvisioning() {
  rmSync(COPY, { recursive: true, force: true });
  mkdirSync(COPY, { recursive: true });
  cpSync(join(ROOT, 'provisioning'), COPY, { recursive: true });
  edit(join(COPY, 'dashboards', 'backlog.yaml'), (text) => text.replaceAll('/etc/grafana/provisioning', COPY));
  const datasources = readdirSync(join(COPY, 'datasources'))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(COPY, 'datasources', name))
    .sort((a, b) => Number(b.endsWith('production.yaml')) - Number(a.endsWith('production.yaml')));
  for (const file of datasources) edit(file, (text) => text.replace('mirror: { enabled: true', 'mirror: { enabled: false'));
  return { folder: COPY, datasources };
}

/**
 * @param {string} file
 * @param {(text: string) => string} change
 */
function edit(file, change) {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
