import { join } from 'node:path';
import { DEMO } from '../../setup/paths.mjs';
import { venvPython } from '../../setup/python.mjs';
import { run } from '../../setup/run.mjs';
import { SHOP } from './celery.mjs';
import { answers } from './ports.mjs';

/**
 * Generates the shop's past and starts a CloudWatch emulator with it.
 * @param {import('./processes.mjs').Processes} processes
 * @param {number} port
 */
export async function startCloudWatch(processes, port) {
  const past = join(DEMO, 'past.jsonl');
  await run(venvPython() ?? '', [join(SHOP, 'past.py'), past], { env: { PYTHONDONTWRITEBYTECODE: '1' } });
  const args = ['--import', 'tsx', 'demo/cloudwatch/main.ts', '--port', `${port}`, '--past', past];
  await processes.start('cloudwatch', process.execPath, args, { outlives: true, ready: () => answers(`http://127.0.0.1:${port}`) });
}
