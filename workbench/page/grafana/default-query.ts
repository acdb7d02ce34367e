import { CoreApp, type DataQuery } from '@grafana/data';
import type { EditorName } from '../page-options';
import type { AnyDatasource } from './datasource';

/** The app of an editor. Grafana passes none to the editors of variables and annotations. */
const APPS: Readonly<Record<EditorName, CoreApp | undefined>> = {
  explore: CoreApp.Explore,
  'panel-editor': CoreApp.PanelEditor,
  'unified-alerting': CoreApp.UnifiedAlerting,
  variable: undefined,
  annotation: undefined,
};
export const appOf = (editor: EditorName): CoreApp | undefined => APPS[editor];

/**
 * The first query that Grafana's editors start with: Explore (`getDefaultQuery` in internal.utils.ts), a panel (`newQuery` in
 * PanelDataQueriesTab.tsx), an alert rule, a variable (QueryEditor.tsx of the variables) and an annotation
 * (StandardAnnotationQueryEditor.tsx).
 */
export function newQuery(datasource: AnyDatasource, editor: EditorName, refId: string): DataQuery {
  if (editor === 'annotation') return { ...datasource.annotations?.getDefaultQuery?.(), refId: 'Anno' };
  if (editor === 'variable') return { ...datasource.variables?.getDefaultQuery?.(), refId: 'variable' };
  const ref = { refId, datasource: datasource.getRef() };
  const app = appOf(editor);
  // A new rule starts empty, and gets the defaults of alerting from `withDefaults`.
  return app === undefined || app === CoreApp.UnifiedAlerting ? ref : { ...datasource.getDefaultQuery?.(app), ...ref };
}

/** What an editor is given. An alert rule merges the defaults of its app under the query at every render (QueryWrapper.tsx). */
export function withDefaults(datasource: AnyDatasource, editor: EditorName, query: DataQuery): DataQuery {
  if (appOf(editor) !== CoreApp.UnifiedAlerting) return query;
  return { ...datasource.getDefaultQuery?.(CoreApp.UnifiedAlerting), ...query };
}
