import { aborted } from '../../lifetime/abort';
import { withSignals } from '../../lifetime/linked';
import type { BacklogEvent } from '../../queues/events/event';
import { duration } from '../../queues/events/words';
import type { Monitor } from '../../queues/monitor/monitor';
import type { Surroundings } from '../surroundings';
import { fill, printable, printableJson } from '../text';
import { type WatchEvent, type WatchRow, watchEvent, watchRows } from './rows';
import { Screen } from './screen';
import { count, layOut } from './screen-layout';
import { allColumns, headLine, rowLine, worstFirst } from './table';
import { trendColumn } from './trend';

const SHOWN_EVENTS = 5;

interface Following {
  /** Called once at the start and after each sample of a broker. */
  draw(): void;
  note?(monitor: Monitor, event: BacklogEvent): void;
}

/** Keeps the brokers read until the signal aborts. */
async function follow(monitors: readonly Monitor[], signal: AbortSignal, { draw, note }: Following): Promise<void> {
  const over = new AbortController();
  const drawn = () => {
    try {
      draw();
    } catch (error) {
      over.abort(error);
    }
  };
  const ends = monitors.flatMap((monitor) => [
    monitor.events.log.onEvent((event) => note?.(monitor, event)),
    monitor.observed.onSample(drawn),
    monitor.hold(),
  ]);
  // The sampler's clock does not keep the process alive, but someone who watches should.
  const alive = setInterval(() => {}, 60_000);
  try {
    drawn();
    await withSignals([signal, over.signal], aborted);
    if (over.signal.aborted) throw over.signal.reason;
  } finally {
    clearInterval(alive);
    for (const end of ends) end();
  }
}

/** One JSON object per line, for scripts. */
export async function followAsJson(monitors: readonly Monitor[], { stdout, signal }: Surroundings): Promise<void> {
  let events: WatchEvent[] = [];
  await follow(monitors, signal, {
    draw() {
      stdout.write(`${printableJson({ at: new Date().toISOString(), queues: monitors.flatMap(watchRows), events })}\n`);
      events = [];
    },
    note: (monitor, event) => events.push(watchEvent(monitor, event)),
  });
}

/** The table once, then a line for each queue that changes and each event. For files and pipes. */
export async function followAsLines(monitors: readonly Monitor[], { stdout, signal }: Surroundings): Promise<void> {
  const printed = new Map<string, string>();
  const start = monitors.flatMap(watchRows);
  // As wide as the first names need: printed lines cannot change any more.
  const columns = allColumns(start, monitors.length);
  stdout.write(`${fill('TIME', dateAndTime(0).length)}  ${headLine(columns)}\n`);
  const isNew = (broker: number, row: WatchRow) => {
    const key = `${broker} ${row.queue}`;
    const state = JSON.stringify([row.waiting, row.inFlight, row.workers, row.status, row.quality]);
    if (printed.get(key) === state) return false;
    printed.set(key, state);
    return true;
  };
  await follow(monitors, signal, {
    draw() {
      const now = dateAndTime(Date.now());
      const changed = worstFirst(monitors.flatMap((monitor, i) => watchRows(monitor).filter((row) => isNew(i, row))));
      if (changed.length > 0) stdout.write(changed.map((row) => `${now}  ${rowLine(columns, row)}\n`).join(''));
    },
    note: (monitor, event) => stdout.write(`${eventLine(monitor, event, monitors.length)}\n`),
  });
}

/** The screen of a terminal, redrawn with every sample. */
export async function followOnScreen(
  monitors: readonly Monitor[],
  problems: readonly string[],
  { stdin, stdout, env, signal }: Surroundings,
): Promise<void> {
  const colour = !env['NO_COLOR'];
  const quit = new AbortController();
  const draw = () => {
    const brokers = monitors.map((monitor) => ({ monitor, rows: watchRows(monitor), failing: monitor.observed.failing !== undefined }));
    const histories = new Map(brokers.flatMap(({ monitor, rows }) => rows.map((row) => [row, monitor.observed.history])));
    const states = [...brokers].sort((a, b) => Number(b.failing) - Number(a.failing)).map(({ monitor, rows }) => stateLine(monitor, rows));
    const events = monitors
      .flatMap((m) => m.events.log.last(SHOWN_EVENTS).map((event) => ({ at: event.at, line: eventLine(m, event, monitors.length) })))
      .sort((a, b) => a.at - b.at)
      .slice(-SHOWN_EVENTS);
    const view = {
      states: [...problems.map(printable), ...states],
      rows: [...histories.keys()],
      brokers: monitors.length,
      events: events.map(({ line }) => line),
      trend: trendColumn((row) => histories.get(row), Date.now()),
    };
    screen.show(layOut(view, screen, colour));
  };
  const screen = new Screen(stdout, stdin, { onChange: draw, onQuit: () => quit.abort() });
  try {
    await withSignals([signal, quit.signal], (either) => follow(monitors, either, { draw }));
  } finally {
    screen.close();
  }
}

/** `prod  redis.internal:6379/0  2,000 queues: 3 critical, 12 warning  every 2 s` */
function stateLine({ settings, observed }: Monitor, rows: readonly WatchRow[]): string {
  const name = observed.label.startsWith(settings.environment) ? observed.label : `${settings.environment}  ${observed.label}`;
  if (observed.failing) return printable(`${name}  ${observed.failing.last.error.message}`);
  const bad = ['unconsumed', 'critical', 'warning', 'unknown'].flatMap((status) => {
    const n = rows.filter((row) => row.status === status).length;
    return n > 0 ? [`${count(n)} ${status}`] : [];
  });
  const queues = `${count(rows.length)} queue${rows.length === 1 ? '' : 's'}${bad.length > 0 ? `: ${bad.join(', ')}` : ''}`;
  return printable(`${name}  ${queues}  every ${settings.sampling.sampleSeconds} s`);
}

/** `2026-08-01 18:04:11  critical  The broker cannot be read (40 s): …`, in local time. */
function eventLine({ settings }: Monitor, { at, until, open, severity, title, text }: BacklogEvent, brokers: number): string {
  const length = open ? ' (ongoing)' : until === undefined ? '' : ` (${duration(until - at)})`;
  const where = brokers > 1 ? `${settings.environment}: ` : '';
  return printable(`${dateAndTime(at)}  ${severity.padEnd(8)}  ${where}${title}${length}: ${text}`);
}

/** The Swedish format is that of ISO 8601. */
function dateAndTime(at: number): string {
  return new Date(at).toLocaleString('sv');
}
