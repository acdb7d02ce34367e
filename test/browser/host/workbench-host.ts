import type { Page } from '@playwright/test';
import type { Connection, EditorPlace, Host } from './host';

/** How the workbench is to look. */
export interface Look {
  readonly theme?: 'dark' | 'light';
  readonly language?: string;
}

/** The workbench in a page, on one version of React. */
export class WorkbenchHost implements Host {
  constructor(
    readonly page: Page,
    readonly url: string,
    readonly react: 18 | 19,
    readonly look: Look = {},
  ) {}

  /** Loads a tab anew. */
  async open(tab: 'queues' | 'explore' | 'settings', app?: EditorPlace): Promise<void> {
    const asked = new URLSearchParams({ react: String(this.react), ...this.look, ...(app && { app }) });
    // Two addresses that differ in the part after # only are one page, which the browser would not load again.
    await this.page.goto('about:blank');
    await this.page.goto(`${this.url}/?${asked}#${tab}`);
  }

  async addDatasource({ url, password }: Connection): Promise<void> {
    await this.open('settings');
    await this.page.getByRole('button', { name: 'Add data source' }).click();
    await this.page.getByTestId('backlog-url').fill(url);
    if (password !== undefined) await this.page.getByTestId('backlog-password').fill(password);
  }

  async saveAndTest(): Promise<string> {
    await this.page.getByRole('button', { name: 'Save & test' }).click();
    await this.page.getByTestId('verdict').waitFor();
    return (await this.page.getByTestId('verdict-alert').textContent()) ?? '';
  }

  async openSettings() {
    await this.open('settings');
    const settings = this.page.getByTestId('plugin settings');
    await this.page.getByTestId('backlog-url').waitFor();
    return settings;
  }

  async openEditor(place: EditorPlace) {
    await this.open('explore', place);
    const editor = this.page.getByTestId('plugin editor');
    await editor.getByRole('combobox').or(editor.getByRole('textbox')).or(editor.getByRole('radio')).first().waitFor();
    return editor;
  }
}
