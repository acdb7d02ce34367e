import type { DataSourcePluginMeta } from '@grafana/data';
import { backendSrv } from './backend-srv';

/** `plugin.json` as in Grafana's frontend, with the URLs of the plugin. */
export async function readPluginMeta(): Promise<DataSourcePluginMeta> {
  const { id }: { id: string } = await backendSrv.get('/api/workbench');
  const baseUrl = `public/plugins/${id}`;
  const plugin = await backendSrv.get<DataSourcePluginMeta>(`/${baseUrl}/plugin.json`);
  const { small, large } = plugin.info.logos;
  const logos = { small: `/${baseUrl}/${small}`, large: `/${baseUrl}/${large}` };
  return { ...plugin, info: { ...plugin.info, logos }, baseUrl, module: `${baseUrl}/module.js` };
}
