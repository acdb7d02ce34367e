import type { DataSourceApi, DataSourceInstanceSettings, DataSourcePluginMeta, DataSourceSettings } from '@grafana/data';

/** The plugin's own types are its own business; the page knows a datasource as Grafana does. */
export type AnyDatasource = DataSourceApi;
export type Settings = DataSourceSettings;

/** What Grafana hands to the constructor of a datasource, from what its API answers. */
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
