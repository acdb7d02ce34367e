/** The editors that Grafana shows of a data source, by the name in the URL; those of queries have the name of their app. */
export const EDITORS = {
  explore: 'Explore',
  'panel-editor': 'Panel',
  'unified-alerting': 'Alert rule',
  variable: 'Variable',
  annotation: 'Annotation',
} as const;
export type EditorName = keyof typeof EDITORS;
const isEditor = (name: string): name is EditorName => Object.hasOwn(EDITORS, name);
export const EDITOR_NAMES: readonly EditorName[] = Object.keys(EDITORS).filter(isEditor);

export interface PageOptions {
  readonly theme: 'dark' | 'light';
  /** A language of Grafana, such as `de-DE`, or `pseudo`. */
  readonly language: string;
  readonly editor: EditorName;
}

/** Reads `?theme=light&language=de-DE&app=unified-alerting`. What is absent or unknown is as in a new Grafana: dark, English, Explore. */
export function readPageOptions(search: string): PageOptions {
  const asked = new URLSearchParams(search);
  const app = asked.get('app') ?? '';
  return {
    theme: asked.get('theme') === 'light' ? 'light' : 'dark',
    language: asked.get('language') ?? 'en-US',
    editor: isEditor(app) ? app : 'explore',
  };
}

/** Keeps the editor in the URL, so that a reload shows it again. */
export function keepEditor(editor: EditorName): void {
  const url = new URL(location.href);
  url.searchParams.set('app', editor);
  history.replaceState(null, '', url);
}
