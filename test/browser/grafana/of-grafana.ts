/** Errors and warnings that Grafana makes by itself, with or without this plugin, and why. */
export const OF_GRAFANA: readonly { readonly says: RegExp; readonly because: string }[] = [
  {
    says: /\/api\/gnet\/|Failed to fetch plugins from catalog/,
    because: 'it asks grafana.com for the list of plugins, which a test does not reach',
  },
  { says: /404 .*\/api\/ruler\/grafana\//, because: 'the form of a new alert rule asks for its group before the group is there' },
];
