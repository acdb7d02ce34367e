import { type DataSourceApi, type DataSourceInstanceSettings, type DataSourceRef, EventBusSrv } from '@grafana/data';
import {
  type DataSourceSrv,
  setAppEvents,
  setBackendSrv,
  setDataSourceSrv,
  setEchoSrv,
  setGrafanaLiveSrv,
  setTemplateSrv,
  type TemplateSrv,
} from '@grafana/runtime';
import { backendSrv } from './backend-srv';
import { liveSrv } from './live-srv';

/** The data sources of the page, by uid, for `getDataSourceSrv()`. */
const instances = new Map<string, { settings: DataSourceInstanceSettings; datasource: DataSourceApi }>();

export function registerDatasource(settings: DataSourceInstanceSettings, datasource: DataSourceApi): void {
  instances.set(settings.uid, { settings, datasource });
}

const find = (ref?: DataSourceRef | string | null) => {
  const uid = typeof ref === 'string' ? ref : ref?.uid;
  return uid ? instances.get(uid) : [...instances.values()][0];
};

const dataSourceSrv: DataSourceSrv = {
  async get(ref) {
    const found = find(ref);
    if (!found) throw new Error(`no datasource ${JSON.stringify(ref)}`);
    return found.datasource;
  },
  getList: () => [...instances.values()].map(({ settings }) => settings),
  getInstanceSettings: (ref) => find(ref)?.settings,
  reload: () => {},
  registerRuntimeDataSource: () => {},
};

/** The workbench has no dashboard variables. */
const templateSrv: TemplateSrv = {
  getVariables: () => [],
  replace: (target) => target ?? '',
  containsTemplate: () => false,
  updateTimeRange: () => {},
};

/** Registers the workbench's services in place of Grafana's. Call it once, before a plugin is loaded. */
export function installServices(): void {
  setBackendSrv(backendSrv);
  setDataSourceSrv(dataSourceSrv);
  setTemplateSrv(templateSrv);
  setGrafanaLiveSrv(liveSrv);
  setAppEvents(new EventBusSrv());
  setEchoSrv({ flush: () => {}, addBackend: () => {}, addEvent: () => {} });
}
