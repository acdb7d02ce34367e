import { PanelBuilder } from '@grafana/grafana-foundation-sdk/bargauge';
import {
  BarGaugeDisplayMode,
  BarGaugeNamePlacement,
  BarGaugeSizing,
  BarGaugeValueMode,
  ReduceDataOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { type DataLink, linkOf } from '../parts/links';
import { type Format, fixed } from '../parts/look';
import type { DataPanel } from '../parts/panel';
import { DATASOURCE } from '../parts/query';

export interface Bars extends DataPanel {
  readonly format: Format;
  /** The column of numbers, and the column that names each. Rows without a number above 0 are left out. */
  readonly column: string;
  readonly name: string;
  readonly color: string;
  readonly none: string;
  readonly links?: readonly DataLink[];
}

/** The largest few rows of a table. */
export function bars(options: Bars): Panel {
  const { format, column, name, color, none, links = [] } = options;
  return new PanelBuilder()
    .id(options.id)
    .title(options.title)
    .description(options.description)
    .datasource(DATASOURCE)
    .targets([...options.queries])
    .transformations([
      {
        id: 'filterByValue',
        options: { type: 'include', match: 'all', filters: [{ fieldName: column, config: { id: 'greater', options: { value: 0 } } }] },
      },
      { id: 'filterFieldsByName', options: { include: { names: [name, column] } } },
    ])
    .reduceOptions(new ReduceDataOptionsBuilder().values(true).calcs(['last']).fields(''))
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .valueMode(BarGaugeValueMode.Color)
    .namePlacement(BarGaugeNamePlacement.Top)
    .sizing(BarGaugeSizing.Manual)
    .minVizHeight(36)
    .maxVizHeight(36)
    .text(new VizTextDisplayOptionsBuilder().titleSize(12).valueSize(13))
    .displayName(`\${__data.fields.${name}}`)
    .unit(format.unit)
    .decimals(format.decimals)
    .min(0)
    .noValue(none)
    .colorScheme(fixed(color))
    .dataLinks(links.map(linkOf))
    .overrideByFieldType('number', [{ id: 'unit', value: format.unit }])
    .build();
}
