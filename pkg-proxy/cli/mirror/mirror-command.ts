import { once } from 'node:events';
import { withDeadline } from '../../lifetime/deadline';
import { asksForMirror, readProvisioning } from '../../provisioning/provisioning';
import type { Monitor } from '../../queues/monitor/monitor';
import { startDatasource } from '../datasource';
import type { Surroundings } from '../surroundings';
import { configFiles, readWords, UsageError } from '../usage';
import { serveStatus } from './status-server';

/** Orchestrators leave ten seconds or more between SIGTERM and SIGKILL. The mirror's last minute gets half of that. */
const FLUSH_MS = 5000;

/** `backlog mirror`. An invalid file or datasource is skipped. It is an error only if nothing is left to mirror. */
export async function mirror(args: string[], around: Surroundings): Promise<number> {
  const { values, positionals } = readWords(args, {
    config: { type: 'string', multiple: true },
    listen: { type: 'string', default: '127.0.0.1:9464' },
  });
  if (values.config === undefined) throw new UsageError('mirror needs --config FILE, which says what to mirror and where');
  const files = configFiles(values.config, positionals);
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(values.listen) ?? [];
  if (port === '') throw new UsageError('--listen needs HOST:PORT, such as 0.0.0.0:9464');
  const { datasources, problems: unread } = await readProvisioning(files, around.env);
  const problems = [...unread];
  // Filled one by one: a monitor runs as soon as it is created, so it must be closed even if a later step fails.
  const monitors: Monitor[] = [];
  const server = serveStatus(monitors, problems, Date.now());
  try {
    for (const raw of datasources.filter(asksForMirror)) {
      try {
        monitors.push(startDatasource(raw, around));
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
      }
    }
    if (monitors.length === 0)
      throw new Error(
        nothingToMirror(
          files,
          datasources.map(({ name }) => name),
          problems,
        ),
      );
    for (const error of problems) around.log.warn('A file or datasource is not mirrored because it cannot be read.', { error });
    server.listen(Number(port), host.replace(/^\[|\]$/g, ''));
    await once(server, 'listening');
    around.log.info('The mirror is running.', { datasources: monitors.map((m) => m.settings.name), listen: server.address() });
    if (!around.signal.aborted) await once(around.signal, 'abort');
  } finally {
    server.close();
    server.closeAllConnections();
    await Promise.all(monitors.map((monitor) => withDeadline(FLUSH_MS, (signal) => monitor.close(signal))));
  }
  return 0;
}

function nothingToMirror(files: readonly string[], names: readonly string[], problems: readonly string[]): string {
  const found = names.length > 0 ? `the datasources ${names.join(', ')} without it` : 'no datasource of Backlog';
  const nothing = `expected a datasource with jsonData.mirror.enabled: true in ${files.join(', ')}, got ${found}`;
  return problems.length > 0 ? ['nothing is left to mirror:', ...problems].join('\n  ') : nothing;
}
