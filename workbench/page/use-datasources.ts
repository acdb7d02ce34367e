import type { DataSourcePluginMeta } from '@grafana/data';
import { useEffect, useMemo, useState } from 'react';
import { backendSrv } from './grafana/backend-srv';
import { type AnyDatasource, instanceSettings, type Settings } from './grafana/datasource';
import type { LoadedPlugin } from './grafana/load-plugin';
import { registerDatasource } from './grafana/services';

export interface Current {
  settings: Settings;
  datasource: AnyDatasource;
}

/** The data sources of the bridge; `current` is undefined while they load and null if there is none. */
export function useDatasources(plugin: LoadedPlugin, meta: DataSourcePluginMeta) {
  const [all, setAll] = useState<Settings[]>();
  const [uid, setUid] = useState<string>();

  useEffect(() => {
    void backendSrv.get<Settings[]>('/api/datasources').then(setAll);
  }, []);

  const settings = all && (all.find((d) => d.uid === uid) ?? all[0] ?? null);
  const current = useMemo((): Current | null | undefined => {
    if (!settings) return settings;
    const instance = instanceSettings(settings, meta);
    const datasource = new plugin.DataSourceClass(instance);
    datasource.meta = meta;
    registerDatasource(instance, datasource);
    return { settings, datasource };
  }, [settings, plugin, meta]);

  const put = ({ datasource }: { datasource: Settings }) =>
    setAll((list = []) =>
      list.some((d) => d.uid === datasource.uid) ? list.map((d) => (d.uid === datasource.uid ? datasource : d)) : [...list, datasource],
    );

  return {
    all: all ?? [],
    current,
    choose: setUid,
    async add(): Promise<void> {
      const answer = await backendSrv.post<{ datasource: Settings }>('/api/datasources', {});
      put(answer);
      setUid(answer.datasource.uid);
    },
    async save(changed: Settings): Promise<void> {
      put(await backendSrv.put<{ datasource: Settings }>(`/api/datasources/uid/${changed.uid}`, changed));
    },
  };
}
