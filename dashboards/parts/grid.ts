import type { Panel, RowPanel } from '@grafana/grafana-foundation-sdk/dashboard';

/** Grafana's grid is 24 columns wide. */
const COLUMNS = 24;

/** Panels side by side, all of one height: `[width, panel]`. The widths add up to 24, so the grid has no holes. */
export interface Band {
  readonly height: number;
  readonly panels: readonly (readonly [width: number, panel: Panel])[];
}
/** A heading above bands. */
export interface Heading {
  readonly id: number;
  readonly title: string;
  /** Name of a variable; the heading and what is below it is drawn once for each of its values. */
  readonly repeat?: string;
  /** Panels that are loaded when the heading is opened. */
  readonly closed?: readonly Band[];
}

/** Puts bands and headings below each other. @throws Error if a band is not 24 columns wide */
export function stack(parts: readonly (Band | Heading)[]): (Panel | RowPanel)[] {
  const placed: (Panel | RowPanel)[] = [];
  let y = 0;
  for (const part of parts) {
    if ('height' in part) {
      placed.push(...placeBand(part, y));
      y += part.height;
      continue;
    }
    const { id, title, repeat, closed = [] } = part;
    placed.push({
      type: 'row',
      id,
      title,
      collapsed: closed.length > 0,
      gridPos: { x: 0, y, w: COLUMNS, h: 1 },
      panels: closed.flatMap((band) => placeBand(band, y + 1)),
      ...(repeat === undefined ? {} : { repeat }),
    });
    y += 1;
  }
  return placed;
}

function placeBand({ height, panels }: Band, y: number): Panel[] {
  let x = 0;
  const placed = panels.map(([w, panel]) => {
    const gridPos = { x, y, w, h: height };
    x += w;
    return { ...panel, gridPos };
  });
  // A repeated panel fills the line with its copies.
  const isRepeated = panels.some(([, { repeat }]) => repeat !== undefined);
  if (x !== COLUMNS && !isRepeated) {
    throw new Error(`expected panels that are ${COLUMNS} columns wide together, got ${x}: ${panels.map(([, p]) => p.title).join(', ')}`);
  }
  return placed;
}
