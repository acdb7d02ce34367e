import {
  CoreApp,
  type DataQuery,
  type DataQueryRequest,
  dateTime,
  LoadingState,
  type PanelData,
  rangeUtil,
  type TimeRange,
} from '@grafana/data';
import { useCallback, useEffect, useRef, useState } from 'react';
import { isObservable, of, type Subscription } from 'rxjs';
import type { AnyDatasource } from './datasource';

export interface QueriesOptions {
  datasource: AnyDatasource;
  queries: readonly DataQuery[];
  /** How far back from now. */
  minutes: number;
  /** Milliseconds between two rounds; 0 asks once. Ignored while an answer streams: then points come by themselves. */
  refreshMs: number;
}

const MAX_DATA_POINTS = 720;
let requests = 0;

function lastMinutes(minutes: number): TimeRange {
  const to = dateTime();
  return { from: dateTime(to).subtract(minutes, 'minutes'), to, raw: { from: `now-${minutes}m`, to: 'now' } };
}

/**
 * Runs queries as a panel does: again every `refreshMs`, at once when something changes, and following what streams. An
 * answer stays until the next one is there.
 */
export function useQueries({ datasource, queries, minutes, refreshMs }: QueriesOptions): { data: PanelData; run: () => void } {
  const [data, setData] = useState<PanelData>(() => ({ series: [], state: LoadingState.NotStarted, timeRange: lastMinutes(minutes) }));
  const running = useRef<Subscription>(undefined);
  const streams = useRef(false);
  const key = JSON.stringify(queries);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the queries by what they say, not by which object they are
  const run = useCallback(() => {
    running.current?.unsubscribe();
    streams.current = false;
    const request = createRequest(queries, minutes);
    if (request.targets.length === 0) return;
    setData((before) => ({ ...before, state: LoadingState.Loading }));
    const answer = datasource.query(request);
    running.current = (isObservable(answer) ? answer : of()).subscribe({
      next: ({ data: series, state, errors, error }) => {
        streams.current = state === LoadingState.Streaming;
        const timeRange = streams.current ? lastMinutes(minutes) : request.range;
        setData({ series, state: state ?? LoadingState.Done, timeRange, errors: errors ?? (error ? [error] : []) });
      },
      error: (error) =>
        setData((before) => ({ ...before, state: LoadingState.Error, errors: [{ message: String(error.message ?? error) }] })),
    });
  }, [datasource, key, minutes]);

  useEffect(() => {
    run();
    const timer = refreshMs > 0 ? setInterval(() => streams.current || run(), refreshMs) : undefined;
    return () => {
      clearInterval(timer);
      running.current?.unsubscribe();
    };
  }, [run, refreshMs]);

  return { data, run };
}

function createRequest(queries: readonly DataQuery[], minutes: number): DataQueryRequest<DataQuery> {
  const range = lastMinutes(minutes);
  const { interval, intervalMs } = rangeUtil.calculateInterval(range, MAX_DATA_POINTS);
  return {
    app: CoreApp.Explore,
    requestId: `workbench-${++requests}`,
    interval,
    intervalMs,
    maxDataPoints: MAX_DATA_POINTS,
    range,
    rangeRaw: range.raw,
    scopedVars: {},
    startTime: Date.now(),
    targets: queries.filter((query) => !query.hide).map((query) => ({ ...query })),
    timezone: 'browser',
  };
}
