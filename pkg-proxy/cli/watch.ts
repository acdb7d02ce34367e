import type { Measure, Quality } from '../../src/contract/measures';
import type { BacklogEvent } from '../queues/events/event';
import { duration } from '../queues/events/words';
import type { Monitor } from '../queues/monitor';
import { positionsOf } from '../queues/positions';
import { peak, readRange } from '../queues/range';
import { statusOf } from '../queues/thresholds';
import { type Value, valueIn } from '../queues/values';

/** A queue as `--json` prints it: each measure in its unit, null when it cannot be known. */
export type WatchRow = Readonly<Record<Measure, number | null>> & {
  readonly broker: string;
  readonly queue: string;
  readonly status: string;
  /** How far `waiting` can be trusted, and every measure. */
  readonly quality: Quality;
  readonly qualities: Readonly<Record<Measure, Quality>>;
};

/** The queues as rows. A broker that cannot be read has rows without a value, never zeros. */
export function watchRows({ settings, sampler, queues }: Monitor): WatchRow[] {
  const { latest, failing, stale, steps } = sampler;
  const index = positionsOf(latest?.queues ?? []);
  return [...queues].sort().map((queue) => {
    const values = byMeasure((measure): Value => {
      const found = failing || !latest ? undefined : valueIn(latest, index, { queues: [queue] }, measure, steps.length);
      if (!found || Number.isNaN(found.value)) return { value: Number.NaN, quality: 'unknown' };
      return stale ? { ...found, quality: 'stale' } : found;
    });
    return {
      broker: settings.environment,
      queue,
      ...byMeasure((measure) => (Number.isNaN(values[measure].value) ? null : values[measure].value)),
      status: statusOf(settings.thresholds, queue, values.waiting.value, values.workers.value),
      quality: values.waiting.quality,
      qualities: byMeasure((measure) => values[measure].quality),
    };
  });
}

function byMeasure<T>(read: (measure: Measure) => T): Record<Measure, T> {
  return {
    waiting: read('waiting'),
    inFlight: read('inFlight'),
    scheduled: read('scheduled'),
    backlog: read('backlog'),
    oldestAge: read('oldestAge'),
    arrivals: read('arrivals'),
    departures: read('departures'),
    drainTime: read('drainTime'),
    workers: read('workers'),
    memory: read('memory'),
  };
}

/** An event as `--json` prints it: once when it begins and again when it changes or is over, with the same id. Times are ISO 8601. */
export interface WatchEvent {
  readonly broker: string;
  readonly id: string;
  readonly at: string;
  /** Null for what has no length or goes on. */
  readonly until: string | null;
  readonly kind: string;
  readonly severity: string;
  readonly queue: string | null;
  readonly worker: string | null;
  readonly title: string;
  readonly text: string;
}

export function watchEvent({ settings }: Monitor, { id, at, until, kind, severity, queue, worker, title, text }: BacklogEvent): WatchEvent {
  return {
    broker: settings.environment,
    id,
    at: new Date(at).toISOString(),
    until: until === undefined ? null : new Date(until).toISOString(),
    kind,
    severity,
    queue: queue ?? null,
    worker: worker ?? null,
    title,
    text,
  };
}

const BARS = '▁▂▃▄▅▆▇█';
const TREND_MS = 5 * 60_000;
const TREND_WIDTH = 20;
const SHOWN_EVENTS = 5;
const COLOURS: Readonly<Record<string, string>> = {
  unconsumed: '\x1b[35m',
  critical: '\x1b[31m',
  warning: '\x1b[33m',
  ok: '\x1b[32m',
  unknown: '\x1b[90m',
};

/** A terminal with room for more than lengths. Columns. */
const WIDE = 120;
const DETAILS: readonly {
  readonly measure: Measure;
  readonly title: string;
  readonly width: number;
  readonly show: (value: number) => string;
}[] = [
  { measure: 'inFlight', title: 'IN FLIGHT', width: 11, show: String },
  { measure: 'oldestAge', title: 'OLDEST', width: 10, show: (seconds) => duration(seconds * 1000) },
  { measure: 'drainTime', title: 'EMPTY IN', width: 10, show: (seconds) => duration(seconds * 1000) },
  { measure: 'workers', title: 'WORKERS', width: 9, show: String },
];
/** What is less than exact says so in front. */
const MARKS: Readonly<Partial<Record<Quality, string>>> = { estimate: '~', atLeast: '≥' };

function detailOf(row: WatchRow, measure: Measure, show: (value: number) => string): string {
  const value = row[measure];
  return value === null ? '' : `${MARKS[row.qualities[measure]] ?? ''}${show(value)}`;
}

/** One screen: a table with name, waiting, the trend of the last five minutes, status and quality; below it the last events. */
export function watchScreen(monitor: Monitor, { colour, columns }: { readonly colour: boolean; readonly columns: number }): string {
  const rows = watchRows(monitor);
  const { sampler, settings } = monitor;
  const width = Math.min(
    Math.max(5, ...rows.map((row) => printable(row.queue).length)),
    Math.max(10, columns - (columns >= WIDE ? 100 : 60)),
  );
  const more = columns >= WIDE ? DETAILS : [];
  const titles = more.map(({ title, width: w }) => title.padStart(w)).join('');
  const head = `${'QUEUE'.padEnd(width)}  ${'WAITING'.padStart(10)}${titles}  ${'LAST 5 MIN'.padEnd(TREND_WIDTH)}  ${'STATUS'.padEnd(10)}  QUALITY`;
  const now = Date.now();
  const trends = readRange(sampler.history, {
    series: rows.map((row) => ({ queues: [row.queue] })),
    from: now - TREND_MS,
    to: now,
    interval: TREND_MS / TREND_WIDTH,
    sampling: 0,
    statistic: 'max',
  });
  const lines = rows.map((row, i) => {
    const name = printable(row.queue);
    const cut = name.length > width ? `${name.slice(0, width - 1)}…` : name.padEnd(width);
    const status = colour ? `${COLOURS[row.status] ?? ''}${row.status.padEnd(10)}\x1b[0m` : row.status.padEnd(10);
    const trend = sparkline(trends.values[i] ?? new Float64Array()).padEnd(TREND_WIDTH);
    const details = more.map(({ measure, width: w, show }) => detailOf(row, measure, show).padStart(w)).join('');
    return `${cut}  ${(row.waiting === null ? '?' : String(row.waiting)).padStart(10)}${details}  ${trend}  ${status}  ${row.quality}`;
  });
  const state = sampler.failing ? sampler.failing.last.error.message : `every ${settings.sampleSeconds} s`;
  const events = monitor.events.log.last(SHOWN_EVENTS).map((event) => eventLine(event, columns));
  return [
    printable(`${settings.environment}  ${sampler.label}  ${state}`),
    '',
    head,
    ...lines,
    ...(events.length > 0 ? ['', ...events] : []),
    '',
  ].join('\n');
}

/** `18:04:11  critical  The broker cannot be read (40 s): …`, in local time. */
function eventLine({ at, until, open, severity, title, text }: BacklogEvent, columns: number): string {
  const time = new Date(at).toLocaleTimeString('sv');
  const length = open ? ' (goes on)' : until === undefined ? '' : ` (${duration(until - at)})`;
  const line = printable(`${time}  ${severity.padEnd(8)}  ${title}${length}: ${text}`);
  return line.length > columns ? `${line.slice(0, columns - 1)}…` : line;
}

function sparkline(values: Float64Array): string {
  const most = peak(values);
  return Array.from(values.slice(-TREND_WIDTH), (v) =>
    Number.isNaN(v) ? ' ' : (BARS[most <= 0 ? 0 : Math.round((v / most) * (BARS.length - 1))] ?? ' '),
  ).join('');
}

/** A queue's name, or what a server says, may hold anything; a terminal must not obey it. */
function printable(name: string): string {
  return name.replace(/[\x00-\x1f\x7f-\x9f]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
