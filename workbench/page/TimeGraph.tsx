import {
  compareArrayValues,
  compareDataFrameStructures,
  type DataFrame,
  type Field,
  FieldType,
  type GrafanaTheme2,
  getDisplayProcessor,
  type TimeRange,
} from '@grafana/data';
import { LegendDisplayMode, TimeSeries, TooltipDisplayMode, TooltipPlugin, useTheme2 } from '@grafana/ui';
import React, { useMemo, useRef } from 'react';

interface Props {
  frames: DataFrame[];
  timeRange: TimeRange;
  width: number;
  height: number;
}

/** Defaults of Grafana's time series panel, with a little fill. */
const STYLE = {
  drawStyle: 'line',
  lineInterpolation: 'linear',
  lineWidth: 1.5,
  fillOpacity: 8,
  showPoints: 'auto',
  pointSize: 4,
  spanNulls: false,
};

export function TimeGraph({ frames, timeRange, width, height }: Props) {
  const theme = useTheme2();
  const drawn = useMemo(() => styled(frames, theme), [frames, theme]);
  const structureRev = useStructureRev(drawn);
  return (
    <TimeSeries
      frames={drawn}
      structureRev={structureRev}
      timeRange={timeRange}
      timeZone="browser"
      width={width}
      height={height}
      legend={{ showLegend: true, displayMode: LegendDisplayMode.List, placement: 'bottom', calcs: [] }}
    >
      {(config, alignedFrame) => (
        <TooltipPlugin config={config} data={alignedFrame} frames={drawn} mode={TooltipDisplayMode.Multi} timeZone="browser" />
      )}
    </TimeSeries>
  );
}

/** Frames in which each number field has its own color of Grafana's palette, counted over all frames. */
function styled(frames: DataFrame[], theme: GrafanaTheme2): DataFrame[] {
  let seriesIndex = 0;
  const drawn = (field: Field): Field => {
    const config = { ...field.config, color: { mode: 'palette-classic' }, custom: { ...STYLE, ...field.config.custom } };
    const coloured = { ...field, config, state: { ...field.state, seriesIndex: seriesIndex++ } };
    return { ...coloured, display: getDisplayProcessor({ field: coloured, theme, timeZone: 'browser' }) };
  };
  return frames.map((frame) => ({
    ...frame,
    fields: frame.fields.map((field) => (field.type === FieldType.number ? drawn(field) : field)),
  }));
}

/** A number that changes only when fields come or go, so that new values do not rebuild the graph. */
function useStructureRev(frames: DataFrame[]): number {
  const seen = useRef({ frames, rev: 1 });
  if (!compareArrayValues(seen.current.frames, frames, compareDataFrameStructures)) seen.current.rev++;
  seen.current.frames = frames;
  return seen.current.rev;
}
