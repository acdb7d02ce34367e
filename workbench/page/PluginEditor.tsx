import { type DataQuery, DataSourcePluginContextProvider, type PanelData } from '@grafana/data';
import React from 'react';
import { type AnyDatasource, instanceSettings, type Settings } from './grafana/datasource';
import { appOf, withDefaults } from './grafana/default-query';
import type { LoadedPlugin } from './grafana/load-plugin';
import type { EditorName } from './page-options';

interface Props {
  plugin: LoadedPlugin;
  settings: Settings;
  datasource: AnyDatasource;
  editor: EditorName;
  query: DataQuery;
  queries: DataQuery[];
  data: PanelData;
  onChange: (query: DataQuery) => void;
  onRunQuery: () => void;
}

/** The editor that the plugin offers in this place, with the properties that Grafana passes to it there. */
export function PluginEditor({ plugin, settings, datasource, editor, query, queries, data, onChange, onRunQuery }: Props) {
  const shared = { datasource, onChange, data, range: data.timeRange, query: withDefaults(datasource, editor, query) };
  const Variable = datasource.variables && 'editor' in datasource.variables ? datasource.variables.editor : undefined;
  const Query =
    editor === 'annotation' ? (datasource.annotations?.QueryEditor ?? plugin.components.QueryEditor) : plugin.components.QueryEditor;
  const app = appOf(editor);
  return (
    <div data-testid="plugin editor">
      <DataSourcePluginContextProvider instanceSettings={instanceSettings(settings, plugin.meta)}>
        {editor === 'variable'
          ? Variable && <Variable {...shared} onRunQuery={() => {}} onBlur={() => {}} history={[]} />
          : Query && <Query {...shared} {...(app && { app, queries })} onRunQuery={onRunQuery} />}
      </DataSourcePluginContextProvider>
    </div>
  );
}
