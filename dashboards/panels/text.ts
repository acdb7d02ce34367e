import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import type { PanelBase } from '../parts/panel';

/** Markdown. */
export function text({ id, title, description, content }: PanelBase & { readonly content: string }): Panel {
  return new PanelBuilder().id(id).title(title).description(description).mode(TextMode.Markdown).content(content).build();
}
