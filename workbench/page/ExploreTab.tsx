import { css } from '@emotion/css';
import { CoreApp, type DataQuery, type GrafanaTheme2, LoadingState } from '@grafana/data';
import { Button, IconButton, RadioButtonGroup, RefreshPicker, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import type { AnyDatasource } from './grafana/datasource';
import type { LoadedPlugin } from './grafana/load-plugin';
import { Results } from './Results';
import { useQueries } from './use-queries';

const RANGES = [
  { label: '5m', value: 5 },
  { label: '15m', value: 15 },
  { label: '1h', value: 60 },
  { label: '6h', value: 360 },
  { label: '24h', value: 1440 },
  { label: '90d', value: 90 * 1440 },
];
const REFRESH_MS: Readonly<Record<string, number>> = { '5s': 5000, '10s': 10_000, '30s': 30_000, '1m': 60_000 };

interface Props {
  plugin: LoadedPlugin;
  datasource: AnyDatasource;
}

/** Queries from the plugin's QueryEditor, with their results as graph and table. */
export function ExploreTab({ plugin, datasource }: Props) {
  const styles = useStyles2(getStyles);
  const first = (refId: string): DataQuery => ({
    refId,
    datasource: datasource.getRef(),
    ...datasource.getDefaultQuery?.(CoreApp.Explore),
  });
  const [queries, setQueries] = useState<DataQuery[]>(() => [first('A')]);
  const [minutes, setMinutes] = useState(15);
  const [refresh, setRefresh] = useState('5s');
  const { data, run } = useQueries({ datasource, queries, minutes, refreshMs: REFRESH_MS[refresh] ?? 0 });
  const Editor = plugin.components.QueryEditor;

  const change = (query: DataQuery) => setQueries((list) => list.map((q) => (q.refId === query.refId ? query : q)));
  const remove = (refId: string) => setQueries((list) => list.filter((q) => q.refId !== refId));
  const add = () => setQueries((list) => [...list, first(nextRefId(list))]);

  return (
    <>
      <div className={styles.toolbar}>
        <RadioButtonGroup options={RANGES} value={minutes} onChange={setMinutes} aria-label="Time range" />
        <RefreshPicker
          value={refresh}
          intervals={Object.keys(REFRESH_MS)}
          onIntervalChanged={setRefresh}
          onRefresh={run}
          isLoading={data.state === LoadingState.Loading}
          noIntervalPicker={false}
        />
      </div>
      {queries.map((query) => (
        <section key={query.refId} className={styles.query} data-testid={`query ${query.refId}`}>
          <header className={styles.head}>
            <strong className={styles.refId}>{query.refId}</strong>
            <span className={styles.text}>{datasource.getQueryDisplayText?.(query)}</span>
            {queries.length > 1 && <IconButton name="trash-alt" tooltip="Remove query" onClick={() => remove(query.refId)} />}
          </header>
          {Editor && (
            <Editor
              app={CoreApp.Explore}
              datasource={datasource}
              query={query}
              queries={queries}
              data={data}
              range={data.timeRange}
              onChange={change}
              onRunQuery={run}
            />
          )}
        </section>
      ))}
      <Button icon="plus" variant="secondary" size="sm" onClick={add} className={styles.add}>
        Add query
      </Button>
      <Results data={data} />
    </>
  );
}

function nextRefId(queries: readonly DataQuery[]): string {
  const taken = new Set(queries.map((q) => q.refId));
  return [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'].find((letter) => !taken.has(letter)) ?? `Q${queries.length + 1}`;
}

const getStyles = (theme: GrafanaTheme2) => ({
  toolbar: css({ display: 'flex', justifyContent: 'flex-end', gap: theme.spacing(1), marginBottom: theme.spacing(1) }),
  query: css({
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    padding: theme.spacing(1, 2, 2),
    marginBottom: theme.spacing(1),
  }),
  head: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), marginBottom: theme.spacing(1) }),
  refId: css({ color: theme.colors.primary.text }),
  text: css({ color: theme.colors.text.secondary, flex: 1 }),
  add: css({ marginBottom: theme.spacing(2) }),
});
