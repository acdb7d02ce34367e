import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Ends a child: SIGTERM, and SIGKILL when it is still there after `graceMs` (a stopped one is woken first). Resolves when it is gone. */
export async function stopProcess(child: ChildProcess, graceMs = 5000): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGTERM');
  child.kill('SIGCONT');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await gone;
  clearTimeout(timer);
}
