/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** What it is measured beside, with its own figure; '' when the budget is a number of its own. */
  readonly beside: string;
  /** The figure that the budget speaks of. */
  readonly figure: string;
  /** '' where there is none: the row says where the time goes. */
  readonly budget: string;
  readonly met: boolean | undefined;
}

interface Budget {
  /** The figure must be at most this, or at least this. */
  readonly most?: number;
  readonly least?: number;
  readonly unit?: string;
}

const HEAD = ['what', 'ours', 'beside', 'figure', 'budget', 'met'];

/** A row whose figure is ours in its own unit, or, with `beside`, ours ÷ theirs. */
export function row(what: string, ours: number, unit: string, budget: Budget = {}, beside?: { name: string; value: number }): Row {
  const value = beside ? ours / beside.value : ours;
  const { most, least } = budget;
  const shownUnit = beside ? '×' : unit;
  return {
    what,
    ours: show(ours, unit),
    beside: beside ? `${show(beside.value, unit)} ${beside.name}` : '',
    figure: show(value, shownUnit),
    budget: most !== undefined ? `≤ ${show(most, shownUnit)}` : least !== undefined ? `≥ ${show(least, shownUnit)}` : '',
    met: most !== undefined ? value <= most : least !== undefined ? value >= least : undefined,
  };
}

export function renderTable(rows: readonly Row[]): string {
  const cells = rows.map((r) => [r.what, r.ours, r.beside, r.figure, r.budget, r.met === undefined ? '' : r.met ? 'yes' : '**no**']);
  const widths = HEAD.map((head, i) => Math.max(head.length, ...cells.map((line) => line[i]?.length ?? 0)));
  const line = (values: readonly string[]) => `| ${values.map((value, i) => value.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(HEAD), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...cells.map(line)].join('\n');
}

function show(value: number, unit: string): string {
  const digits = value >= 100 || Math.abs(value - Math.round(value)) < 0.005 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toLocaleString('en-US', { maximumFractionDigits: digits, minimumFractionDigits: digits })}${unit && ` ${unit}`}`;
}
