import {
  GraphDrawStyle,
  GraphThresholdsStyleConfigBuilder,
  GraphThresholdsStyleMode,
  LegendDisplayMode,
  LegendPlacement,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { type DataLink, linkOf } from '../parts/links';
import { BY_NAME, type Format, fixed, properties, type Step, steps } from '../parts/look';
import type { DataPanel } from '../parts/panel';
import { DATASOURCE } from '../parts/query';

export interface Graph extends DataPanel {
  readonly format: Format;
  /** Lines with a name and color of their own, by the end of the name that the data source gives them. */
  readonly lines?: Readonly<Record<string, readonly [name: string, color: string]>>;
  /** One color for all that is drawn. Default: by the name of the series. */
  readonly color?: string;
  /** `table`: names and values at the right, for the longest of many. Default: names below. */
  readonly legend?: 'none' | 'list' | 'table';
  /** Columns of the legend. Default: the last value, in a table. */
  readonly legendCalcs?: readonly ('last' | 'max' | 'mean')[];
  readonly stacked?: boolean;
  /** Points are drawn for what is known once a minute, so that a single one is seen. */
  readonly points?: boolean;
  readonly links?: readonly DataLink[];
  /** Dashed lines. */
  readonly limits?: readonly Step[];
  readonly limitsFromData?: boolean;
  readonly max?: number;
  /** A range of its own, instead of the dashboard's, and its step. */
  readonly range?: { readonly from: string; readonly step: string };
  readonly repeat?: string;
}

/** Lines over time. */
export function graph(options: Graph): Panel {
  const { format, lines = {}, color, legend = 'list', stacked = false, points = false, links, limits, limitsFromData, range } = options;
  const { legendCalcs = legend === 'table' ? ['last'] : [], max, repeat } = options;
  const builder = new PanelBuilder()
    .id(options.id)
    .title(options.title)
    .description(options.description)
    .datasource(DATASOURCE)
    .targets([...options.queries])
    .transformations([...(options.transformations ?? [])])
    .unit(format.unit)
    .decimals(format.decimals)
    .min(0)
    .noValue('No data in this time range')
    .colorScheme(color === undefined ? BY_NAME : fixed(color))
    .drawStyle(GraphDrawStyle.Line)
    .lineWidth(1)
    .fillOpacity(stacked ? 40 : 8)
    .showPoints(points ? VisibilityMode.Auto : VisibilityMode.Never)
    .spanNulls(false)
    .axisSoftMin(0)
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending).maxHeight(400))
    .legend(legendOf(legend, legendCalcs))
    // The unit of the data source's own field would otherwise win.
    .overrideByFieldType('number', [{ id: 'unit', value: format.unit }]);
  // Without this an axis of whole numbers has ticks between 0 and 1.
  if (format.decimals === 0) builder.axisSoftMax(4);
  for (const [end, [name, lineColor]] of Object.entries(lines)) {
    builder.overrideByRegexp(`/(^| )${end}$/`, properties({ displayName: name, color: { mode: 'fixed', fixedColor: lineColor } }));
  }
  if (stacked) builder.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  if (links) builder.dataLinks(links.map(linkOf));
  if (limits) builder.thresholds(steps(limits));
  if (limits || limitsFromData) builder.thresholdsStyle(new GraphThresholdsStyleConfigBuilder().mode(GraphThresholdsStyleMode.Dashed));
  if (max !== undefined) builder.max(max);
  if (range) builder.timeFrom(range.from).hideTimeOverride(true).interval(range.step);
  if (repeat !== undefined) builder.repeat(repeat).repeatDirection('h').maxPerRow(3);
  return builder.build();
}

function legendOf(kind: 'none' | 'list' | 'table', calcs: readonly string[]): VizLegendOptionsBuilder {
  const legend = new VizLegendOptionsBuilder().showLegend(kind !== 'none').calcs([...calcs]);
  if (kind !== 'table') return legend.displayMode(LegendDisplayMode.List).placement(LegendPlacement.Bottom);
  const [first = 'last'] = calcs;
  return legend
    .displayMode(LegendDisplayMode.Table)
    .placement(LegendPlacement.Right)
    .sortBy(first === 'last' ? 'Last' : first === 'max' ? 'Max' : 'Mean')
    .sortDesc(true)
    .width(250);
}
