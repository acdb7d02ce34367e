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
import type { AnyDatasource } from './grafana/datasource';

export interface QueriesOptions {
  datasource: AnyDatasource;
  queries: readonly DataQuery[];
  /** Length of the range that ends now. */
  minutes: number;
  /** Milliseconds between two runs; 0 runs once. Ignored while an answer streams. */
  refreshMs: number;
}

const MAX_DATA_POINTS = 720;
let requests = 0;

function lastMinutes(minutes: number): TimeRange {
  const to = dateTime();
  return { from: dateTime(to).subtract(minutes, 'minutes'), to, raw: { from: `now-${minutes}m`, to: 'now' } };
}

/**
 * Runs queries like a panel: every `refreshMs`, immediately when something changes, and following streams. An answer stays
 * until the next one arrives.
 */
export function useQueries({ datasource, queries, minutes, refreshMs }: QueriesOptions): { data: PanelData; run: () => void } {
  const [data, setData] = useState<PanelData>(() => ({ series: [], state: LoadingState.NotStarted, timeRange: lastMinutes(minutes) }));
  const running = useRef<Subscription>(undefined);
  const streams = useRef(false);
  const key = JSON.stringify(queries);

  // biome-ignore lint/correctness/useExhaustiveDependencies: compares the queries by content, not by identity
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
