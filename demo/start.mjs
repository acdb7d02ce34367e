/**
 * `npm start`: a demo with busy Celery queues, in a page. Installs what is missing, builds, and starts Redis, Celery, a CloudWatch
 * emulator, the mirror, and Grafana if installed, otherwise the workbench. Ctrl-C stops everything.
 * `npm start -- --for 20` stops by itself after 20 seconds, `--no-build` uses `dist/` as it is.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { ensurePackages } from '../setup/packages.mjs';
import { DEMO, onPath, ROOT } from '../setup/paths.mjs';
import { ensurePython } from '../setup/python.mjs';
import { ensureRedisServer, findRedisServer } from '../setup/redis-server.mjs';
import { run, SetupError, say, works } from '../setup/run.mjs';
import { startCelery } from './parts/celery.mjs';
import { startCloudWatch } from './parts/cloudwatch.mjs';
import { AWS, brokerUrl, provisioningVariables } from './parts/environment.mjs';
import { findGrafana, startGrafana } from './parts/grafana.mjs';
import { answers, freePort, listens } from './parts/ports.mjs';
import { ProcessError, Processes } from './parts/processes.mjs';
import { prepareProvisioning } from './parts/provisioning.mjs';

const { values } = parseArgs({ options: { for: { type: 'string' }, 'no-build': { type: 'boolean', default: false } } });
const processes = new Processes();
const stopped = new Promise((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(signal));
});

try {
  await Promise.race([prepare().then(startAll), stopped, processes.failed]);
  const timer = values.for && new Promise((resolve) => setTimeout(resolve, Number(values.for) * 1000).unref());
  await Promise.race([stopped, processes.failed, ...(timer ? [timer] : [])]);
} catch (error) {
  if (!(error instanceof SetupError || error instanceof ProcessError)) throw error;
  say(`\n${error.message}`);
  process.exitCode = 1;
} finally {
  say('stopping');
  await processes.stop();
  process.exit();
}

async function prepare() {
  await ensurePackages();
  await ensurePython();
  await ensureRedisServer();
  if (values['no-build']) return;
  say('building');
  await run(process.execPath, ['build/build.mjs']);
}

async function startAll() {
  const ports = { redis: await freePort(), cloudWatch: await freePort(), mirror: await freePort(), page: await freePort(3000) };
  const env = { ...AWS, ...provisioningVariables(ports) };
  const redisFolder = join(DEMO, 'redis');
  rmSync(redisFolder, { recursive: true, force: true });
  mkdirSync(redisFolder, { recursive: true });

  say('starting Redis, and a CloudWatch emulator with a generated past');
  const redisArgs = [
    '--port',
    `${ports.redis}`,
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--maxmemory',
    '64mb',
    '--dir',
    redisFolder,
  ];
  await Promise.all([
    processes.start('redis', findRedisServer() ?? '', redisArgs, { outlives: true, ready: () => listens(ports.redis) }),
    startCloudWatch(processes, ports.cloudWatch),
  ]);
  say('starting Celery and the mirror');
  const provisioning = prepareProvisioning();
  const [production = ''] = provisioning.datasources;
  const mirrorArgs = ['mirror', '--config', production, '--listen', `127.0.0.1:${ports.mirror}`];
  await Promise.all([
    startCelery(processes, ports.redis),
    processes.start('mirror', join(ROOT, 'dist', 'backlog'), mirrorArgs, {
      env,
      ready: () => answers(`http://127.0.0.1:${ports.mirror}/healthz`),
    }),
  ]);
  const page = await startPage(ports.page, env, provisioning);
  const docker = onPath(['docker']);
  const compose =
    docker !== undefined && (await works(docker, ['info']))
      ? '\n  Docker       docker compose -f demo/compose.yaml up    the same with the official Grafana image'
      : '';
  say(`
${page}
  terminal     dist/backlog watch ${brokerUrl(ports.redis, 'production')}
  mirror       http://127.0.0.1:${ports.mirror}/metrics
  CloudWatch   http://127.0.0.1:${ports.cloudWatch}
  Redis        ${brokerUrl(ports.redis, 'production')} is production, /1 staging, /2 development
  logs         ${relative(ROOT, DEMO)}/log/${compose}

Ctrl-C stops everything.`);
}

/**
 * Starts Grafana if installed, otherwise the workbench.
 * @param {number} port
 * @param {Record<string, string>} env
 * @param {{ folder: string, datasources: string[] }} provisioning
 * @returns {Promise<string>} the text to print
 */
async function startPage(port, env, { folder, datasources }) {
  const grafana = findGrafana();
  const url = `http://127.0.0.1:${port}`;
  if (grafana) {
    say(`starting Grafana (${grafana.binary})`);
    await startGrafana(processes, grafana, { port, provisioning: folder, env });
    return `  dashboard    ${url}/d/celery-queues-production?from=now-15m&to=now\n  Grafana      ${url}`;
  }
  say('starting the workbench (no grafana on the PATH or in GRAFANA_HOME)');
  const args = ['--import', 'tsx', 'workbench/main.ts', '--port', `${port}`, '--config', ...datasources];
  await processes.start('workbench', process.execPath, args, { env, seconds: 120, ready: () => answers(url) });
  return `  workbench    ${url}`;
}
