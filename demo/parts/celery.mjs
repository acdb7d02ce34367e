import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../setup/paths.mjs';
import { venvPython } from '../../setup/python.mjs';
import { SetupError } from '../../setup/run.mjs';
import { brokerUrl } from './environment.mjs';

/** The demo's Python. */
export const SHOP = join(ROOT, 'demo', 'shop');

/** @type {{ environment: keyof typeof import('./environment.mjs').BROKERS, name: string, queues: string[], threads: number }[]} */
const WORKERS = JSON.parse(readFileSync(join(SHOP, 'workers.json'), 'utf8'));

/** `workerQueues` for the settings: the demo's workers are not named after their queues. @param {string} environment */
export function workerQueues(environment) {
  return Object.fromEntries(WORKERS.filter((w) => w.environment === environment).map((w) => [`${w.name}@${environment}`, w.queues]));
}

/** `workerConcurrency` for the settings: nobody asks the workers. @param {string} environment */
export function workerConcurrency(environment) {
  return Object.fromEntries(WORKERS.filter((w) => w.environment === environment).map((w) => [`${w.name}@${environment}`, w.threads]));
}

/**
 * Starts the demo's Celery: producers for every environment, and its workers, if any.
 * @param {import('./processes.mjs').Processes} processes
 * @param {number} redis its port
 */
export async function startCelery(processes, redis) {
  const python = venvPython();
  if (!python) throw new SetupError('no .cache/venv: expected ensurePython to have made it');
  /** @param {keyof typeof import('./environment.mjs').BROKERS} environment */
  const options = (environment) => ({
    cwd: SHOP,
    env: { BROKER_URL: brokerUrl(redis, environment), PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
  });
  const producers = /** @type {const} */ (['production', 'staging', 'development']).map((environment) =>
    processes.start(`producer-${environment}`, python, ['producer.py', environment], options(environment)),
  );
  const workers = WORKERS.map(({ environment, name }) =>
    processes.start(`worker-${environment}-${name}`, python, ['worker.py', `${name}@${environment}`], options(environment)),
  );
  await Promise.all([...producers, ...workers]);
}
