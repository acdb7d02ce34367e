import type { DataSourcePluginMeta } from '@grafana/data';
import { backendSrv } from './backend-srv';

/** With what Grafana's type does not name yet. */
export interface PluginManifest extends DataSourcePluginMeta {
  languages?: readonly string[];
}

/** `plugin.json` as in Grafana's frontend, with the URLs of the plugin. */
export async function readPluginMeta(): Promise<PluginManifest> {
  const { id }: { id: string } = await backendSrv.get('/api/workbench');
  const baseUrl = `public/plugins/${id}`;
  const plugin = await backendSrv.get<PluginManifest>(`/${baseUrl}/plugin.json`);
  const { small, large } = plugin.info.logos;
  const logos = { small: `/${baseUrl}/${small}`, large: `/${baseUrl}/${large}` };
  return { ...plugin, info: { ...plugin.info, logos }, baseUrl, module: `${baseUrl}/module.js` };
}
