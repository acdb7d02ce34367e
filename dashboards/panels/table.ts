import { FieldTextAlignment, TableCellHeight, TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import type { DataTransformerConfig, Panel, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/table';
import type { DataLink } from '../parts/links';
import { type Format, properties, type Step } from '../parts/look';
import type { DataPanel } from '../parts/panel';
import { DATASOURCE } from '../parts/query';

/** A column, in the order in which it is shown. */
export interface Column {
  /** Name of the data source's field. */
  readonly field: string;
  readonly title: string;
  /** Pixels. Without it the column takes what is left, at least `minWidth`. */
  readonly width?: number;
  readonly minWidth?: number;
  readonly format?: Format;
  /** Another unit of Grafana: a time, a duration. */
  readonly unit?: string;
  /** Words for values. With `filled` their colors fill the cell. */
  readonly mappings?: ValueMapping[];
  readonly filled?: boolean;
  /** Colors of the number by its value. */
  readonly colors?: readonly Step[];
  /** A bar in the cell; up to 1 or to the largest value. */
  readonly bar?: 'share' | 'largest';
  readonly wrap?: boolean;
  readonly none?: string;
  readonly align?: 'left' | 'right';
  readonly links?: readonly DataLink[];
}

export interface Table extends DataPanel {
  readonly columns: readonly Column[];
  /** Titles of columns, largest first. */
  readonly sortBy?: readonly string[];
}

/** Rows and columns. Fields without a column are left out. */
export function table(options: Table): Panel {
  const { columns, sortBy = [], transformations = [] } = options;
  const builder = new PanelBuilder()
    .id(options.id)
    .title(options.title)
    .description(options.description)
    .datasource(DATASOURCE)
    .targets([...options.queries])
    .transformations([...transformations, ...choose(columns)])
    .cellHeight(TableCellHeight.Sm)
    .align(FieldTextAlignment.Auto)
    .sortBy(sortBy.map((title) => new TableSortByFieldStateBuilder().displayName(title).desc(true)));
  for (const column of columns) builder.overrideByName(column.title, configOf(column));
  return builder.build();
}

function choose(columns: readonly Column[]): DataTransformerConfig[] {
  const names = columns.map(({ field }) => field);
  return [
    { id: 'filterFieldsByName', options: { include: { names } } },
    {
      id: 'organize',
      options: {
        indexByName: Object.fromEntries(names.map((name, i) => [name, i])),
        renameByName: Object.fromEntries(columns.map(({ field, title }) => [field, title])),
      },
    },
  ];
}

function configOf(column: Column) {
  const { format, width, minWidth, links, colors, bar } = column;
  return properties({
    'custom.width': width,
    'custom.minWidth': width === undefined ? (minWidth ?? 100) : undefined,
    'custom.align': column.align,
    unit: format?.unit ?? column.unit,
    decimals: format?.decimals,
    mappings: column.mappings,
    noValue: column.none,
    links,
    ...(bar && { min: 0, max: bar === 'share' ? 1 : undefined, fieldMinMax: bar === 'largest' ? true : undefined }),
    ...(bar && { color: { mode: 'fixed', fixedColor: 'blue' } }),
    ...(colors && {
      color: { mode: 'thresholds' },
      thresholds: { mode: 'absolute', steps: colors.map(([value, color]) => ({ value, color })) },
    }),
    'custom.cellOptions': cellOf(column),
  });
}

function cellOf({ filled, colors, bar, wrap }: Column): object | undefined {
  if (filled) return { type: 'color-background', mode: 'basic' };
  if (colors) return { type: 'color-text' };
  if (bar) return { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' };
  return wrap ? { type: 'auto', wrapText: true } : undefined;
}
