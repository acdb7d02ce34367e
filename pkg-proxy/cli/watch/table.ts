import { DETAIL_MEASURES, MEASURE_INFO, type Measure, type Quality, type Status } from '../../../src/contract/measures';
import { duration } from '../../queues/events/words';
import { severityOf } from '../../queues/thresholds';
import { cut, fill, printable, widthOf } from '../text';
import type { WatchRow } from './rows';

/** A column of the table. On a screen, text wider than `width` is cut; elsewhere it pushes the rest of its line. */
export interface Column {
  readonly title: string;
  readonly width: number;
  readonly right?: boolean;
  /** Holds arbitrary text. */
  readonly free?: boolean;
  readonly text: (row: WatchRow) => string;
  readonly colour?: (row: WatchRow) => string;
}

const GAP = '  ';
/** This much of the longest name is shown before less important columns get any room. */
const NAME_WIDTH = 20;
const LEAST_NAME = 5;
const BROKER_WIDTH = 20;

const COLOURS: Readonly<Record<string, string>> = {
  unconsumed: '\x1b[35m',
  critical: '\x1b[31m',
  warning: '\x1b[33m',
  ok: '\x1b[32m',
  unknown: '\x1b[90m',
};
const PLAIN = '\x1b[0m';

/** Colors the value that explains the status. Values that are ok or unknown stay plain. */
const alarm = (status: Status) => (status === 'warning' || status === 'critical' ? (COLOURS[status] ?? '') : '');

/** Prefixes of values that are not exact. */
const MARKS: Readonly<Partial<Record<Quality, string>>> = { estimate: '~', atLeast: '≥' };

const WAITING: Column = {
  title: 'WAITING',
  width: 9,
  right: true,
  text: ({ waiting }) => (waiting === null ? '?' : String(waiting)),
  colour: ({ statuses }) => alarm(statuses.waiting),
};
const STATUS: Column = { title: 'STATUS', width: 10, text: (row) => row.status, colour: (row) => COLOURS[row.status] ?? '' };
const QUALITY: Column = { title: 'QUALITY', width: 8, text: (row) => row.quality };
const DETAILS: readonly Column[] = DETAIL_MEASURES.flatMap((measure) => detail(measure) ?? []);

function detail(measure: Measure): Column | undefined {
  const { watch: title, unit } = MEASURE_INFO[measure];
  if (title === undefined) return undefined;
  const show = unit === 'Seconds' ? (seconds: number) => duration(seconds * 1000) : String;
  const text = (row: WatchRow) => {
    const value = row[measure];
    return value === null ? '' : `${MARKS[row.qualities[measure]] ?? ''}${show(value)}`;
  };
  const colour = ({ statuses }: WatchRow) => alarm(statuses.oldestAge);
  return { title, width: 9, right: true, text, ...(measure === 'oldestAge' && { colour }) };
}

/** All columns of a queue, with its broker if there are several. */
export function allColumns(rows: readonly WatchRow[], brokers: number): Column[] {
  return [...brokerColumn(rows, brokers), nameColumn(rows), WAITING, ...DETAILS, STATUS, QUALITY];
}

/** The columns that fit side by side: always the name and its length, then the status, then the less important ones. */
export function columnsFor(width: number, rows: readonly WatchRow[], brokers: number, trend: Column): Column[] {
  const name = nameColumn(rows);
  const broker = brokerColumn(rows, brokers).map((column) => ({ ...column, width: Math.min(column.width, BROKER_WIDTH) }));
  let chosen = [...broker, WAITING];
  /** Width that is left for the name. */
  const room = (columns: readonly Column[]) => columns.reduce((left, column) => left - GAP.length - column.width, width);
  for (const more of [STATUS, QUALITY, trend, ...DETAILS]) {
    if (room([...chosen, more]) >= Math.min(name.width, more === STATUS ? LEAST_NAME : NAME_WIDTH)) chosen = [...chosen, more];
  }
  const rest = [WAITING, ...DETAILS, trend, STATUS, QUALITY].filter((column) => chosen.includes(column));
  return [...broker, { ...name, width: Math.min(name.width, Math.max(1, room(chosen))) }, ...rest];
}

function brokerColumn(rows: readonly WatchRow[], brokers: number): Column[] {
  return brokers > 1 ? [asWideAsLongest('BROKER', rows, (row) => printable(row.broker))] : [];
}

function nameColumn(rows: readonly WatchRow[]): Column {
  return asWideAsLongest('QUEUE', rows, (row) => printable(row.queue));
}

function asWideAsLongest(title: string, rows: readonly WatchRow[], text: (row: WatchRow) => string): Column {
  return { title, text, free: true, width: rows.reduce((width, row) => Math.max(width, widthOf(text(row))), title.length) };
}

export function headLine(columns: readonly Column[]): string {
  return columns
    .map(({ title, width, right }) => fill(title, width, right))
    .join(GAP)
    .trimEnd();
}

export function rowLine(columns: readonly Column[], row: WatchRow): string {
  return columns
    .map(({ text, width, right }) => fill(text(row), width, right))
    .join(GAP)
    .trimEnd();
}

/**
 * The same for a screen: cut to the columns' widths, and in color if wanted. Terminals disagree about the width of some
 * characters, so the text after a name is placed by column number.
 */
export function screenLine(columns: readonly Column[], row: WatchRow, colour: boolean): string {
  let at = 1;
  const cells = columns.map(({ text, width, right, colour: colourOf }, i) => {
    const cell = fill(cut(text(row), width), width, right);
    const place = i > 0 && columns[i - 1]?.free ? `\x1b[${at}G` : '';
    at += width + GAP.length;
    const code = colour ? colourOf?.(row) : '';
    return place + (code ? `${code}${cell}${PLAIN}` : cell);
  });
  return cells.join(GAP).trimEnd();
}

/** Worst first. With the same status, most waiting first. */
export function worstFirst(rows: readonly WatchRow[]): WatchRow[] {
  return rows.toSorted(
    (a, b) =>
      severityOf(b.status) - severityOf(a.status) ||
      (b.waiting ?? -1) - (a.waiting ?? -1) ||
      (a.queue < b.queue ? -1 : a.queue > b.queue ? 1 : 0),
  );
}
