import { cut } from '../text';
import type { WatchRow } from './rows';
import { type Column, columnsFor, headLine, screenLine, worstFirst } from './table';

/** What is to be seen, as lines and rows that do not know of a screen. */
export interface View {
  /** A line for each broker, and for what could not be read, the worst first. */
  readonly states: readonly string[];
  readonly rows: readonly WatchRow[];
  readonly brokers: number;
  /** The newest last. */
  readonly events: readonly string[];
  readonly trend: Column;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** The lines of one screen: never more, and never wider, than there is room for. The queues that find none are counted. */
export function layOut(view: View, { columns, rows }: ScreenSize, colour: boolean): string[] {
  const states = limited(view.states, Math.max(1, Math.floor(rows / 4)), 'more brokers');
  const events = view.events.slice(-Math.floor(rows / 5));
  const below = events.length > 0 ? ['', ...events] : [];
  const room = Math.max(0, rows - states.length - 2 - below.length);
  const sorted = worstFirst(view.rows);
  const shown = sorted.slice(0, sorted.length <= room ? room : Math.max(0, room - 1));
  const left = sorted.length - shown.length;
  const chosen = columnsFor(columns, shown, view.brokers, view.trend);
  const fits = (line: string) => cut(line, columns);
  return [
    ...states.map(fits),
    '',
    fits(headLine(chosen)),
    ...shown.map((row) => screenLine(chosen, row, colour)),
    ...(left > 0 ? [fits(`… and ${count(left)} more`)] : []),
    ...below.map(fits),
  ].slice(0, rows);
}

function limited(lines: readonly string[], most: number, what: string): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most - 1), `… and ${count(lines.length - most + 1)} ${what}`];
}

export function count(n: number): string {
  return n.toLocaleString('en-US');
}
