import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { COOKIE } from '../protocol/launch';
import { stopProcess } from '../setup/stop-process';
import { sideBySide, timed } from './measure';
import { EXECUTABLE } from './programs';
import { type Row, row } from './table';

/** From the start of the process to the line that tells Grafana where to call, beside a Node that does nothing. */
export async function startRows(): Promise<Row[]> {
  const [ours = Number.NaN, node = Number.NaN] = await sideBySide(10, [handshake, bareNode]);
  return [
    row('start to handshake', ours, 'ms', { most: 300 }),
    row('the same, beside a Node that does nothing', ours, 'ms', {}, { name: 'node -e 0', value: node }),
  ];
}

async function handshake(): Promise<number> {
  const began = performance.now();
  const plugin = spawn(EXECUTABLE, { env: { ...COOKIE, GF_PLUGIN_NODE: process.execPath }, stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    await Promise.race([
      once(plugin.stdout, 'data'),
      once(plugin, 'exit').then(() => Promise.reject(new Error('the plugin did not start'))),
    ]);
    return performance.now() - began;
  } finally {
    await stopProcess(plugin);
  }
}

function bareNode(): Promise<number> {
  return timed(() => once(spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' }), 'exit'));
}
