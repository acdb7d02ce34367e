import {
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  TimelineValueAlignment,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { Panel, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/statetimeline';
import { type DataLink, linkOf } from '../parts/links';
import { fixed } from '../parts/look';
import type { DataPanel } from '../parts/panel';
import { DATASOURCE } from '../parts/query';

export interface Timeline extends DataPanel {
  readonly mappings: ValueMapping[];
  readonly links?: readonly DataLink[];
}

/** The states of several things over time, one line each. */
export function timeline(options: Timeline): Panel {
  return (
    new PanelBuilder()
      .id(options.id)
      .title(options.title)
      .description(options.description)
      .datasource(DATASOURCE)
      .targets([...options.queries])
      .transformations([...(options.transformations ?? [])])
      .mergeValues(true)
      .showValue(VisibilityMode.Never)
      .alignValue(TimelineValueAlignment.Left)
      .rowHeight(0.85)
      .lineWidth(0)
      .fillOpacity(80)
      .unit('none')
      .colorScheme(fixed('text'))
      .mappings(options.mappings)
      // What the data source says of its own field would otherwise win.
      .overrideByFieldType('number', [{ id: 'mappings', value: options.mappings }])
      .noValue('Unknown')
      .disablePagination()
      .legend(
        new VizLegendOptionsBuilder().displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom).showLegend(true).calcs([]),
      )
      .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Single).sort(SortOrder.None))
      .dataLinks((options.links ?? []).map(linkOf))
      .build()
  );
}
