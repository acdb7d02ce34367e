import { cut } from '../text';
import type { WatchRow } from './rows';
import { type Column, columnsFor, headLine, screenLine, worstFirst } from './table';

/** What to show, as lines and rows, independent of the screen's size. */
export interface View {
  /** A line for each broker and each problem, worst first. */
  readonly states: readonly string[];
  readonly rows: readonly WatchRow[];
  readonly brokers: number;
  /** Newest last. */
  readonly events: readonly string[];
  readonly trend: Column;
}

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** The lines of one screen, never more or wider than it. Queues that don't fit are counted. */
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
