import { css } from '@emotion/css';
import { type DataQuery, type GrafanaTheme2, LoadingState } from '@grafana/data';
import { Button, IconButton, RadioButtonGroup, RefreshPicker, useStyles2 } from '@grafana/ui';
import React, { useState } from 'react';
import type { AnyDatasource, Settings } from './grafana/datasource';
import { newQuery, withDefaults } from './grafana/default-query';
import type { LoadedPlugin } from './grafana/load-plugin';
import { PluginEditor } from './PluginEditor';
import type { EditorName } from './page-options';
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
  settings: Settings;
  datasource: AnyDatasource;
  editor: EditorName;
}

/** Queries from one of the plugin's editors, with their results as graph and table. */
export function ExploreTab({ plugin, settings, datasource, editor }: Props) {
  const styles = useStyles2(getStyles);
  const [queries, setQueries] = useState<DataQuery[]>(() => [newQuery(datasource, editor, 'A')]);
  const [minutes, setMinutes] = useState(15);
  const [refresh, setRefresh] = useState('5s');
  // A variable's query is run by the variable, not by a panel.
  const asked = editor === 'variable' ? [] : queries.map((query) => withDefaults(datasource, editor, query));
  const { data, run } = useQueries({ datasource, queries: asked, minutes, refreshMs: REFRESH_MS[refresh] ?? 0 });

  const change = (query: DataQuery) => setQueries((list) => list.map((q) => (q.refId === query.refId ? query : q)));
  const remove = (refId: string) => setQueries((list) => list.filter((q) => q.refId !== refId));
  const add = () => setQueries((list) => [...list, newQuery(datasource, editor, nextRefId(list))]);

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
          <PluginEditor
            plugin={plugin}
            settings={settings}
            datasource={datasource}
            editor={editor}
            query={query}
            queries={queries}
            data={data}
            onChange={change}
            onRunQuery={run}
          />
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
