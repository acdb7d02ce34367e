import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import type { DataTransformerConfig } from '@grafana/grafana-foundation-sdk/dashboard';

/** What every panel has. */
export interface PanelBase {
  /** Unique on its dashboard. It never changes, because links name it. */
  readonly id: number;
  /** Short enough for the panel's width at 1280 pixels. */
  readonly title: string;
  /** What it shows, in plain English. */
  readonly description: string;
}

/** A panel with data. */
export interface DataPanel extends PanelBase {
  readonly queries: readonly Builder<Dataquery>[];
  readonly transformations?: readonly DataTransformerConfig[];
}
