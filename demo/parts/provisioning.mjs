import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DEMO, ROOT } from '../../setup/paths.mjs';
import { workerQueues } from './celery.mjs';

/** Thresholds for queues that show something in the demo but are short. */
const THRESHOLDS = { reports: { warning: 40, critical: 80 }, stock: { warning: 60 }, loyalty: { warning: 50 }, search: { warning: 60 } };
/** The measures that `shop/past.py` generates for every queue. */
const MEASURES = ['waiting', 'oldestAge', 'arrivals', 'departures'];

const COPY = join(DEMO, 'provisioning');

/**
 * Copies `provisioning/` for the demo. Paths of dashboards are those of this machine. Two mirrors take turns: a separate process,
 * and the one in the page, which also reads the past. The copy adds the queues of each worker, thresholds for single queues, and
 * measures for the mirror.
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
    const production = basename(file) === 'production.yaml';
    edit(file, (text) =>
      text
        .replace(/(thresholds: .*)queues: \{\}/, `$1queues: ${JSON.stringify(production ? THRESHOLDS : {})}`)
        .replace(/(mirror: \{ enabled: true)(.*)measures: \[waiting\]/, `$1, lock: redis$2measures: [${MEASURES}]`)
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
