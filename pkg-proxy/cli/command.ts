import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { parseSettings } from '../../src/contract/parse-settings';
import type { RawDatasource } from '../../src/contract/settings';
import { withDeadline } from '../queues/deadline';
import { type Adapters, Monitor } from '../queues/monitor';
import type { SamplerLog } from '../queues/sampler';
import { serveStatus } from './mirror';
import { readProvisioning } from './provisioning';
import { type WatchEvent, watchEvent, watchRows, watchScreen } from './watch';

const USAGE = `backlog — Celery queues on Redis, live and in CloudWatch

  backlog mirror --config FILE…            mirror to CloudWatch until SIGTERM
                 [--listen HOST:PORT]      /healthz, /readyz, /metrics (default 127.0.0.1:9464)
  backlog watch  --config FILE… | --url URL
                 [--once] [--json]         one look, then exit; JSON for scripts
                 [--queue NAME]…           always shown
                 [--every SECONDS]         (default 2)

FILE is a Grafana provisioning file with datasources of type backlog-celery-datasource.
`;

/** What an orchestrator leaves between SIGTERM and SIGKILL is ten seconds or more; the last minute of the mirror gets half. */
const FLUSH_MS = 5000;

/** Something about the words of the command is wrong. */
class UsageError extends Error {}

interface Surroundings {
  readonly adapters: Adapters;
  readonly log: SamplerLog;
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborts when the process is asked to end. */
  readonly signal: AbortSignal;
}

/** Runs `backlog …`. @returns the exit code: 0 done, 1 failed, 2 wrong usage */
export async function runCommand(args: readonly string[], around: Surroundings): Promise<number> {
  try {
    const [command, ...rest] = args;
    if (command === 'mirror') return await mirror(rest, around);
    if (command === 'watch') return await watch(rest, around);
    if (command === 'help' || command === '--help' || command === '-h') {
      around.stdout.write(USAGE);
      return 0;
    }
    throw new UsageError(`expected mirror or watch, got ${command ?? 'nothing'}`);
  } catch (error) {
    const usage =
      error instanceof UsageError || (error instanceof TypeError && Reflect.get(error, 'code')?.toString().startsWith('ERR_PARSE_ARGS'));
    around.stderr.write(`backlog: ${error instanceof Error ? error.message : String(error)}\n${usage ? `\n${USAGE}` : ''}`);
    return usage ? 2 : 1;
  }
}

async function mirror(args: string[], around: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { config: { type: 'string', multiple: true }, listen: { type: 'string', default: '127.0.0.1:9464' } },
  });
  // The shell expands --config provisioning/*.yaml to one option and further words.
  const files = [...(values.config ?? []), ...positionals];
  if (files.length === 0) throw new UsageError('expected --config FILE');
  const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(values.listen) ?? [];
  if (port === '') throw new UsageError(`expected --listen HOST:PORT, got ${values.listen}`);
  const { datasources, problems } = await readProvisioning(files, around.env);
  for (const error of problems) around.log.warn('not mirrored, because it cannot be read', { error });
  const all = datasources.map(parseNamed);
  const mirrored = all.filter((settings) => settings.mirror.enabled);
  if (mirrored.length === 0)
    throw new Error(`expected a datasource with jsonData.mirror.enabled: true, got none among ${all.map((s) => s.name).join(', ')}${problems.map((problem) => `\n  ${problem}`).join('')}`);
  // Filled one by one: a monitor runs as soon as it is made, so it must end also when the next one cannot be made.
  const monitors: Monitor[] = [];
  const server = serveStatus(monitors, problems, Date.now());
  try {
    for (const settings of mirrored) monitors.push(new Monitor(settings, around.adapters, around.log));
    server.listen(Number(port), host.replace(/^\[|\]$/g, ''));
    await once(server, 'listening');
    around.log.info('mirroring', { datasources: mirrored.map((s) => s.name), listen: server.address() });
    if (!around.signal.aborted) await once(around.signal, 'abort');
  } finally {
    server.close();
    server.closeAllConnections();
    await Promise.all(monitors.map((monitor) => withDeadline(FLUSH_MS, (signal) => monitor.close(signal))));
  }
  return 0;
}

async function watch(args: string[], around: Surroundings): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      config: { type: 'string', multiple: true },
      url: { type: 'string' },
      queue: { type: 'string', multiple: true },
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      every: { type: 'string', default: '2' },
    },
  });
  const files = [...(values.config ?? []), ...positionals];
  if ((files.length === 0) === (values.url === undefined)) throw new UsageError('expected either --config FILE or --url URL');
  if (!/^\d+$/.test(values.every)) throw new UsageError(`expected --every SECONDS, got ${values.every}`);
  const { datasources: raw, problems } =
    values.url === undefined ? await readProvisioning(files, around.env) : { datasources: [fromUrl(values.url)], problems: [] };
  if (raw.length === 0) throw new Error(problems.join('; ') || `expected a datasource of Backlog in ${files.join(', ')}, got none`);
  // Watching mirrors nothing, whatever the file says: it may run beside the mirror.
  const quiet: SamplerLog = { info: () => {}, warn: () => {} };
  const monitors = raw.map((r) => {
    const settings = parseNamed({ ...r, jsonData: { ...Object(r.jsonData), sampleSeconds: Number(values.every) } });
    const queues = [...new Set([...settings.queues, ...(values.queue ?? [])])];
    return new Monitor({ ...settings, queues, mirror: { ...settings.mirror, enabled: false } }, around.adapters, quiet);
  });
  try {
    await Promise.all(monitors.map((m) => m.sampler.asked()));
    if (values.once) {
      around.stdout.write(values.json ? `${JSON.stringify(monitors.flatMap(watchRows), null, 1)}\n` : screen(monitors, around));
      const failed = monitors.flatMap(({ settings, sampler: { failing } }) =>
        failing ? `${settings.name}: ${failing.last.error.message}` : [],
      );
      const errors = [...problems, ...failed];
      around.stderr.write(errors.map((error) => `backlog: ${error}\n`).join(''));
      return errors.length > 0 ? 1 : 0;
    }
    await follow(monitors, values.json, around);
    return 0;
  } finally {
    await Promise.all(monitors.map((m) => withDeadline(FLUSH_MS, (signal) => m.close(signal))));
  }
}

async function follow(monitors: readonly Monitor[], json: boolean, around: Surroundings): Promise<void> {
  let events: WatchEvent[] = [];
  const draw = () => {
    const line = { at: new Date().toISOString(), queues: monitors.flatMap(watchRows), events };
    around.stdout.write(json ? `${JSON.stringify(line)}\n` : `\x1b[H\x1b[2J${screen(monitors, around)}`);
    events = [];
  };
  const ends = monitors.flatMap((monitor) => [
    monitor.events.log.onEvent((event) => events.push(watchEvent(monitor, event))),
    monitor.sampler.onSample(draw),
    monitor.sampler.hold(),
  ]);
  draw();
  // The sampler's clock does not keep the process alive; a person who looks does.
  const alive = setInterval(() => {}, 60_000);
  if (!around.signal.aborted) await once(around.signal, 'abort');
  clearInterval(alive);
  for (const end of ends) end();
}

function screen(monitors: readonly Monitor[], { stdout }: Surroundings): string {
  return monitors.map((m) => watchScreen(m, { colour: stdout.isTTY, columns: stdout.columns ?? 120 })).join('\n');
}

function parseNamed(raw: RawDatasource) {
  try {
    return parseSettings(raw);
  } catch (cause) {
    throw new Error(`datasource "${raw.name}": ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function fromUrl(url: string): RawDatasource {
  return { uid: 'watch', name: 'watch', url, user: '', jsonData: {}, secureJsonData: {} };
}
