import { WireDatasource } from './datasource-instance.js';
import type { PluginContext as WireContext } from './gen/backend_pb.js';
import type { PluginContext } from './plugin.js';

/** The context of a request as plugins see it. */
export function pluginContext(wire: WireContext | undefined): PluginContext {
  const orgId = Number(wire?.orgId ?? 0);
  const user = wire?.user;
  const settings = wire?.dataSourceInstanceSettings;
  return {
    orgId,
    pluginId: wire?.pluginId ?? '',
    pluginVersion: wire?.pluginVersion ?? '',
    ...(user && { user: { login: user.login, name: user.name, email: user.email, role: user.role } }),
    ...(settings && { datasource: new WireDatasource(orgId, settings) }),
    grafanaConfig: wire?.grafanaConfig ?? {},
  };
}
