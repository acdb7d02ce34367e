import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueJustifyMode,
  BigValueTextMode,
  ReduceDataOptionsBuilder,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { Panel, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { type DataLink, linkOf } from '../parts/links';
import { BY_THRESHOLD, type Format, fixed, type Step, steps } from '../parts/look';
import type { DataPanel } from '../parts/panel';
import { DATASOURCE } from '../parts/query';

export interface Stat extends DataPanel {
  /** Undefined for text. */
  readonly format?: Format;
  /** The column of a table; undefined: every number. Where a query answers with two frames, Grafana puts the frame's name before it. */
  readonly column?: string;
  /** How a series becomes one number. Default: its last value. */
  readonly calc?: 'last' | 'mean' | 'max' | 'count';
  /** One color, or steps. Default: blue. */
  readonly color?: string | readonly Step[];
  /** Colors the whole panel. */
  readonly filled?: boolean;
  /** Draws the series behind the number. */
  readonly spark?: boolean;
  readonly mappings?: ValueMapping[];
  /** What stands there without a value. Default: `unknown`. */
  readonly none?: string;
  readonly links?: readonly DataLink[];
  /** As large as the panel allows, for a wall screen. Otherwise numbers and words have one size. */
  readonly isLarge?: boolean;
}

/** Font size of the value. */
const VALUE_PX = 30;

/** One number, or one word. */
export function stat(options: Stat): Panel {
  const { format, column, calc = 'last', color = 'blue', filled, spark, mappings, none = 'unknown', links, isLarge = false } = options;
  const builder = new PanelBuilder()
    .id(options.id)
    .title(options.title)
    .description(options.description)
    .datasource(DATASOURCE)
    .targets([...options.queries])
    .transformations([...(options.transformations ?? [])])
    .reduceOptions(
      new ReduceDataOptionsBuilder()
        .values(false)
        .calcs([calc])
        .fields(column === undefined ? '' : `/^(broker )?${column}$/`),
    )
    .colorMode(filled ? BigValueColorMode.Background : BigValueColorMode.Value)
    .graphMode(spark ? BigValueGraphMode.Area : BigValueGraphMode.None)
    .textMode(BigValueTextMode.Value)
    .justifyMode(BigValueJustifyMode.Center)
    .noValue(none);
  if (typeof color === 'string') builder.colorScheme(fixed(color));
  else builder.colorScheme(BY_THRESHOLD).thresholds(steps(color));
  // What the data source says of its own field would otherwise win.
  if (mappings) builder.mappings(mappings).overrideByFieldType('number', [{ id: 'mappings', value: mappings }]);
  if (!isLarge) builder.text(new VizTextDisplayOptionsBuilder().valueSize(VALUE_PX));
  if (links) builder.dataLinks(links.map(linkOf));
  if (format) {
    builder
      .unit(format.unit)
      .decimals(format.decimals)
      .overrideByFieldType('number', [{ id: 'unit', value: format.unit }]);
  }
  return builder.build();
}
