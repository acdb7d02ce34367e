import type { Locator } from '@playwright/test';

/** The places in which Grafana shows an editor of the data source, as the workbench names them in its URL. */
export type EditorPlace = 'explore' | 'panel-editor' | 'unified-alerting' | 'variable' | 'annotation';

/** What a person sets on the settings page before anything else. */
export interface Connection {
  readonly url: string;
  readonly password?: string;
}

/** Where the plugin is shown: the workbench, or a Grafana. A spec that uses nothing else runs on both. */
export interface Host {
  /** Adds a data source with this connection, filled in on its settings page, which is then open. */
  addDatasource(connection: Connection): Promise<void>;
  /** Presses *Save & test*. @returns what the page says then: title and text */
  saveAndTest(): Promise<string>;
  /** Opens the settings page of the data source `celery`. @returns the plugin's part of the page */
  openSettings(): Promise<Locator>;
  /** Opens an editor with the data source `celery`. @returns the plugin's part of the page */
  openEditor(place: EditorPlace): Promise<Locator>;
}
