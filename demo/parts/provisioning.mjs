import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DEMO, ROOT } from '../../setup/paths.mjs';
import { workerConcurrency, workerQueues } from './celery.mjs';

/** Thresholds of the oldest task's age in every queue. Seconds. */
const AGE = { warning: 300, critical: 1800 };
/** Thresholds of single queues in production: those that have a trouble to show have it, those that are well are well. */
const THRESHOLDS = {
  orders: { warning: 250 },
  emails: { warning: 400 },
  newsletter: { warning: 800 },
  stock: { warning: 60 },
  search: { warning: 60 },
  reports: { age: { warning: 480, critical: 900 } },
};
/** The measures of queues and tasks that `shop/past.py` generates. */
const MEASURES = 'waiting, inFlight, scheduled, backlog, oldestAge, arrivals, departures, workers, busy, concurrency, utilisation';
const TASK_MEASURES = 'succeeded, failed, retried, runtime';

const COPY = join(DEMO, 'provisioning');

/**
 * Copies `provisioning/` for the demo. Paths of dashboards are those of this machine. Two mirrors take turns: a separate process,
 * and the one in the page, which also reads the past. The copy adds the queues and slots of each worker, thresholds for single queues, and
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
    const environment = basename(file, '.yaml');
    const queues = JSON.stringify(workerQueues(environment));
    const slots = JSON.stringify(workerConcurrency(environment));
    const production = environment === 'production';
    edit(file, (text) =>
      text
        .replace(/(thresholds: .*)queues: \{\}/, `$1age: ${JSON.stringify(AGE)}, queues: ${JSON.stringify(production ? THRESHOLDS : {})}`)
        .replace(
          /mirror: \{ enabled: \w+(.*)measures: \[waiting\]/,
          `mirror: { enabled: true, lock: redis$1measures: [${MEASURES}], taskMeasures: [${TASK_MEASURES}]`,
        )
        .replace(/^( *)(environment: .*)$/m, `$1$2\n$1workerQueues: ${queues}\n$1workerConcurrency: ${slots}`),
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
