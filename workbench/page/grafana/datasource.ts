import type { DataSourceApi, DataSourceInstanceSettings, DataSourcePluginMeta, DataSourceSettings } from '@grafana/data';

/** The page uses Grafana's types of a data source, not the plugin's own. */
export type AnyDatasource = DataSourceApi;
export type Settings = DataSourceSettings;

/** The constructor argument of a data source, made from the answer of Grafana's API. */
export function instanceSettings(view: Settings, meta: DataSourcePluginMeta): DataSourceInstanceSettings {
  return {
    id: view.id,
    uid: view.uid,
    type: view.type,
    name: view.name,
    url: `/api/datasources/proxy/uid/${view.uid}`,
    access: 'proxy',
    readOnly: view.readOnly,
    jsonData: view.jsonData,
    meta,
  };
}
