/** One message of the backend. Placeholders stand in {{braces}}; `count` chooses between one and other. */
export interface Entry {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string | { readonly one: string; readonly other: string };
}
