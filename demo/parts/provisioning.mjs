import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DEMO, ROOT } from '../../setup/paths.mjs';
import { workerQueues } from './celery.mjs';

const COPY = join(DEMO, 'provisioning');

/**
 * Copies `provisioning/` for the demo: dashboards are found where they are here, and mirrors take turns, because there are
 * two: a process of its own, and the page's, which reads the past where it mirrors. Which workers serve which queues is told.
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
  for (const file of datasources) {
    const workers = JSON.stringify(workerQueues(basename(file, '.yaml')));
    edit(file, (text) =>
      text
        .replace('mirror: { enabled: true', 'mirror: { enabled: true, lock: redis')
        .replace(/^( *)(environment: .*)$/m, `$1$2\n$1workerQueues: ${workers}`),
    );
  }
  return { folder: COPY, datasources };
}

/**
 * @param {string} file
 * @param {(text: string) => string} change
 */
function edit(file, change) {
  writeFileSync(file, change(readFileSync(file, 'utf8')));
}
