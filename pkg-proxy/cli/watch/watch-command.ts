import type { RawDatasource, Settings } from '../../../src/contract/settings';
import { withDeadline } from '../../lifetime/deadline';
import { readProvisioning } from '../../provisioning/provisioning';
import type { Log } from '../../queues/log';
import type { Monitor } from '../../queues/monitor/monitor';
import { startDatasource } from '../datasource';
import type { Surroundings } from '../surroundings';
import { printable, printableJson } from '../text';
import { configFiles, isUrl, readWords, UsageError } from '../usage';
import { followAsJson, followAsLines, followOnScreen } from './follow';
import { type WatchRow, watchRows } from './rows';
import { allColumns, headLine, rowLine, worstFirst } from './table';

/** How long connections may take to close. */
const CLOSE_MS = 5000;

/** `backlog watch`. Problems are reported on standard error, or on the screen, and the rest is shown. */
export async function watch(args: string[], around: Surroundings): Promise<number> {
  const { values, positionals } = readWords(args, {
    config: { type: 'string', multiple: true },
    url: { type: 'string' },
    queue: { type: 'string', multiple: true },
    once: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    every: { type: 'string', default: '2' },
  });
  const source = sourceOf(values.config, values.url, positionals);
  if (!/^[1-9]\d{0,2}$/.test(values.every) || Number(values.every) > 300) throw new UsageError('--every needs whole seconds, 1 to 300');
  const monitors: Monitor[] = [];
  const problems: string[] = [];
  try {
    for (const raw of await datasourcesOf(source, around.env, problems)) {
      const jsonData = { ...Object(raw.jsonData), sampleSeconds: Number(values.every) };
      try {
        monitors.push(
          startDatasource({ ...raw, jsonData }, { ...around, log: QUIET }, (settings) => watched(settings, values.queue ?? [])),
        );
      } catch (error) {
        problems.push(error instanceof Error ? error.message : String(error));
      }
    }
    if (monitors.length === 0)
      throw new Error(problems.join('\n  ') || `expected a datasource of Backlog in ${source.files.join(', ')}, got none`);
    await Promise.all(monitors.map((m) => m.asked()));
    if (!values.once && !values.json && around.stdout.isTTY && around.env['TERM'] !== 'dumb') {
      await followOnScreen(monitors, problems, around);
      return 0;
    }
    const errors = [...problems, ...monitors.flatMap(unreadable)];
    around.stderr.write(errors.map((error) => `backlog: ${printable(error)}\n`).join(''));
    if (!values.once) {
      await (values.json ? followAsJson : followAsLines)(monitors, around);
      return 0;
    }
    const rows = monitors.flatMap(watchRows);
    around.stdout.write(values.json ? `${printableJson(rows, 1)}\n` : table(rows, monitors.length));
    return errors.length > 0 ? 1 : 0;
  } finally {
    await Promise.all(monitors.map((m) => withDeadline(CLOSE_MS, (signal) => m.close(signal))));
  }
}

const QUIET: Log = { info: () => {}, warn: () => {} };

interface Source {
  readonly url: string | undefined;
  readonly files: readonly string[];
}

function sourceOf(config: readonly string[] | undefined, url: string | undefined, positionals: readonly string[]): Source {
  if (config) {
    if (url !== undefined || positionals.some(isUrl)) throw new UsageError('expected a URL or --config FILE, got both');
    return { url: undefined, files: configFiles(config, positionals) };
  }
  const urls = [...(url === undefined ? [] : [url]), ...positionals];
  if (urls.some((word) => /\.ya?ml$/.test(word)))
    throw new UsageError('expected the URL of a broker, got a file; name it with --config FILE');
  if (urls.length > 1) throw new UsageError(`expected one URL, got ${urls.length}; for several brokers use --config FILE`);
  if (urls.length === 0) throw new UsageError('expected the URL of a broker, such as redis://host:6379/0, or --config FILE');
  return { url: urls[0], files: [] };
}

/** @param problems collects what cannot be read in the files */
async function datasourcesOf({ url, files }: Source, env: NodeJS.ProcessEnv, problems: string[]): Promise<readonly RawDatasource[]> {
  if (url !== undefined) return [{ uid: 'watch', name: '', url, user: '', jsonData: {}, secureJsonData: {} }];
  const { datasources, problems: unread } = await readProvisioning(files, env);
  problems.push(...unread);
  return datasources;
}

/** Watching never mirrors, whatever the file says, so it can run beside the mirror. */
function watched(settings: Settings, queues: readonly string[]): Settings {
  const { sampling, mirror } = settings;
  const named = [...new Set([...sampling.queues, ...queues])];
  return { ...settings, sampling: { ...sampling, queues: named }, mirror: { ...mirror, enabled: false } };
}

function unreadable({ settings, observed: { failing } }: Monitor): string[] {
  return failing ? [`${settings.environment}: ${failing.last.error.message}`] : [];
}

function table(rows: readonly WatchRow[], brokers: number): string {
  const columns = allColumns(rows, brokers);
  return [headLine(columns), ...worstFirst(rows).map((row) => rowLine(columns, row)), ''].join('\n');
}
