import { join } from 'node:path';
import { ROOT } from '../../setup/paths.mjs';
import { venvPython } from '../../setup/python.mjs';
import { SetupError } from '../../setup/run.mjs';
import { brokerUrl } from './environment.mjs';

const ODD = 'partner imports: Zürich/α';
/** Few threads on purpose: the workers of production do not keep up with a crest, and never with reports. */
const WORKERS = [
  { environment: 'production', name: 'fast', queues: ['celery', 'emails', 'webhooks', ODD], threads: 4 },
  { environment: 'production', name: 'slow', queues: ['images', 'reports'], threads: 2 },
  { environment: 'staging', name: 'all', queues: ['celery', 'emails', 'reports'], threads: 1 },
];

/** The settings' mapping of workers to queues: no worker of the demo serves a queue of its own name. @param {string} environment */
export function workerQueues(environment) {
  return Object.fromEntries(WORKERS.filter((w) => w.environment === environment).map((w) => [`${w.name}@${environment}`, w.queues]));
}

/**
 * Starts the demo's Celery: producers for every environment, workers where there are some.
 * @param {import('./processes.mjs').Processes} processes
 * @param {number} redis its port
 */
export async function startCelery(processes, redis) {
  const python = venvPython();
  if (!python) throw new SetupError('no .cache/venv: expected ensurePython to have made it');
  const cwd = join(ROOT, 'demo');
  /** @param {string} environment */
  const env = (environment) => ({
    BROKER_URL: brokerUrl(redis, /** @type {keyof typeof import('./environment.mjs').BROKERS} */ (environment)),
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
  });
  const producers = ['production', 'staging', 'development'].map((environment) =>
    processes.start(`producer-${environment}`, python, ['producer.py', environment], { cwd, env: env(environment) }),
  );
  const workers = WORKERS.map(({ environment, name, queues, threads }) =>
    processes.start(
      `worker-${environment}-${name}`,
      python,
      [
        '-m',
        'celery',
        '-A',
        'celery_app',
        'worker',
        '-n',
        `${name}@${environment}`,
        '-Q',
        queues.join(','),
        '-P',
        'threads',
        '-c',
        `${threads}`,
        '-l',
        'WARNING',
      ],
      { cwd, env: env(environment) },
    ),
  );
  await Promise.all([...producers, ...workers]);
}
