import { type DataFrame, FieldType, LoadingState, type PanelData } from '@grafana/data';
import { PanelChrome } from '@grafana/ui';
import React from 'react';
import { Messages } from './Messages';
import { Panel } from './Panel';
import { ResultTable } from './ResultTable';
import { TimeGraph } from './TimeGraph';
import { useDisplay } from './use-display';

const isTimeSeries = (frame: DataFrame) =>
  frame.meta?.preferredVisualisationType !== 'table' &&
  frame.fields.some((f) => f.type === FieldType.time) &&
  frame.fields.some((f) => f.type === FieldType.number);

/** Results as in Explore: frames with a time as a graph, all frames as tables. */
export function Results({ data }: { data: PanelData }) {
  const frames = useDisplay(data.series);
  const graphs = frames.filter(isTimeSeries);
  const live = data.state === LoadingState.Streaming;
  return (
    <>
      <Messages data={data} />
      {graphs.length > 0 && (
        <Panel title={live ? 'Graph · live' : 'Graph'} height={340} loading={data.state === LoadingState.Loading}>
          {(width, height) => <TimeGraph frames={graphs} timeRange={data.timeRange} width={width} height={height} />}
        </Panel>
      )}
      {frames.map((frame, i) => (
        <Panel
          key={`${frame.refId} ${frame.name ?? i}`}
          title={frame.refId ? `Table · ${frame.refId}` : 'Table'}
          height={Math.min(420, 110 + frame.length * 36)}
        >
          {(width, height) => <ResultTable frame={frame} width={width} height={height} />}
        </Panel>
      ))}
      {frames.length === 0 && data.state === LoadingState.Done && (
        <PanelChrome title="No data">No queue matches, or there are no samples in this time range.</PanelChrome>
      )}
    </>
  );
}
