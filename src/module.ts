import { DataSourcePlugin } from '@grafana/data';
import { ConfigEditor } from './config/ConfigEditor';
import { BacklogDatasource } from './datasource';
import { QueryEditor } from './editor/QueryEditor';
import type { BacklogOptions, BacklogQuery, BacklogSecrets } from './types';

export const plugin = new DataSourcePlugin<BacklogDatasource, BacklogQuery, BacklogOptions, BacklogSecrets>(BacklogDatasource)
  .setConfigEditor(ConfigEditor)
  .setQueryEditor(QueryEditor);
