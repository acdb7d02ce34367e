import { DataSourcePlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { config } from '@grafana/runtime';
import manifest from '../plugin.json';
import { ConfigEditor } from './config/ConfigEditor';
import { BacklogDatasource } from './datasource';
import { QueryEditor } from './editor/QueryEditor';
import { CheatSheet } from './editor/start/CheatSheet';
import { translationLoaders } from './translations';
import type { BacklogOptions, BacklogQuery, BacklogSecrets } from './types';

// Before anything calls t(). Texts at the top level of a file would be too early.
await initPluginTranslations(manifest.id, translationLoaders(config.buildInfo.version));

export const plugin = new DataSourcePlugin<BacklogDatasource, BacklogQuery, BacklogOptions, BacklogSecrets>(BacklogDatasource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor)
  .setQueryEditorHelp(CheatSheet);
