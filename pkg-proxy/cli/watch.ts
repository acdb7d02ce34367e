import type { BacklogEvent } from '../queues/events/event';
import { duration } from '../queues/events/words';
import type { Monitor } from '../queues/monitor';
import { positionsOf } from '../queues/positions';
import { peak, readRange } from '../queues/range';
import { valuesOf } from '../queues/sample';
import { statusOf } from '../queues/thresholds';

export interface WatchRow {
  readonly broker: string;
  readonly queue: string;
  /** Tasks; null when it cannot be known. */
  readonly waiting: number | null;
  readonly status: string;
  readonly quality: 'exact' | 'unknown' | 'stale';
}

/** The queues as rows, as `--json` prints them. A broker that cannot be read has rows without a value, never zeros. */
export function watchRows({ settings, sampler, queues }: Monitor): WatchRow[] {
  const { latest, failing } = sampler;
  const index = positionsOf(latest?.queues ?? []);
  return [...queues].sort().map((queue) => {
    const value = failing ? Number.NaN : (latest?.waiting[index.get(queue) ?? -1] ?? Number.NaN);
    const known = !Number.isNaN(value);
    return {
      broker: settings.environment,
      queue,
      waiting: known ? value : null,
      status: statusOf(settings.thresholds, queue, value, latest && valuesOf(latest, 'workers')?.[index.get(queue) ?? -1]),
      quality: known ? (sampler.stale ? 'stale' : 'exact') : 'unknown',
    };
  });
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

/** One screen: a table with name, waiting, the trend of the last five minutes, status and quality; below it the last events. */
export function watchScreen(monitor: Monitor, { colour, columns }: { readonly colour: boolean; readonly columns: number }): string {
  const rows = watchRows(monitor);
  const { sampler, settings } = monitor;
  const width = Math.min(Math.max(5, ...rows.map((row) => printable(row.queue).length)), Math.max(10, columns - 60));
  const head = `${'QUEUE'.padEnd(width)}  ${'WAITING'.padStart(10)}  ${'LAST 5 MIN'.padEnd(TREND_WIDTH)}  ${'STATUS'.padEnd(10)}  QUALITY`;
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
    return `${cut}  ${(row.waiting === null ? '?' : String(row.waiting)).padStart(10)}  ${trend}  ${status}  ${row.quality}`;
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
