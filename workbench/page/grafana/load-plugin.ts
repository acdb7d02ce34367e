import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import type { DataSourcePlugin, DataSourcePluginMeta } from '@grafana/data';
import * as grafanaData from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaSchema from '@grafana/schema';
import * as grafanaUi from '@grafana/ui';
import i18next from 'i18next';
import lodash from 'lodash';
import moment from 'moment';
import React from 'react';
import ReactDOM from 'react-dom';
import * as rxjs from 'rxjs';
import * as rxjsOperators from 'rxjs/operators';
import type { AnyDatasource } from './datasource';

export type LoadedPlugin = DataSourcePlugin<AnyDatasource>;

/** Modules that Grafana 12 provides to plugins (public/app/features/plugins/loader/sharedDependencies.ts), as far as a data source needs them. */
const SHARED: Readonly<Record<string, unknown>> = {
  '@emotion/css': emotionCss,
  '@emotion/react': emotionReact,
  '@grafana/data': grafanaData,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/schema': grafanaSchema,
  '@grafana/ui': grafanaUi,
  i18next,
  lodash,
  moment,
  react: React,
  'react-dom': ReactDOM,
  rxjs,
  'rxjs/operators': rxjsOperators,
};

/** The plugin waits for its texts, so its module is a promise. */
type Factory = (...dependencies: unknown[]) => Promise<{ plugin?: LoadedPlugin }> | { plugin?: LoadedPlugin } | undefined;

/**
 * Loads the built `module.js` like Grafana: as an AMD module, with Grafana's libraries as its dependencies.
 * @throws if it needs a module that Grafana does not share, or exports no `plugin`
 */
export async function loadPlugin(meta: DataSourcePluginMeta): Promise<LoadedPlugin> {
  const uri = `${location.origin}/public/plugins/${meta.id}/module.js`;
  const [dependencies, factory] = await definedBy(uri);
  const exported: { plugin?: LoadedPlugin } = {};
  const given = dependencies.map((name) => {
    if (name === 'module') return { uri, id: uri };
    if (name === 'exports') return exported;
    const shared = SHARED[name];
    if (!shared) throw new Error(`module.js needs "${name}", which Grafana does not share with plugins`);
    return shared;
  });
  const plugin = ((await factory(...given)) ?? exported).plugin;
  if (!plugin) throw new Error('module.js exports no `plugin`');
  plugin.meta = meta;
  return plugin;
}

/** Runs the script and returns the arguments of its `define`, with or without a name before the list. */
function definedBy(uri: string): Promise<[dependencies: string[], factory: Factory]> {
  return new Promise((resolve, reject) => {
    const define = (...args: unknown[]) => {
      const dependencies = args.find((arg): arg is string[] => Array.isArray(arg)) ?? [];
      const factory = args.find((arg): arg is Factory => typeof arg === 'function');
      if (factory) resolve([dependencies, factory]);
      else reject(new Error('module.js calls define without a function'));
    };
    Object.assign(globalThis, { define: Object.assign(define, { amd: {} }) });
    const script = document.createElement('script');
    script.src = uri;
    script.onload = () => reject(new Error('module.js is not an AMD module: it never called define'));
    script.onerror = () => reject(new Error(`cannot load ${uri}`));
    document.head.append(script);
  });
}
