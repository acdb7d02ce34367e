import {
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';

/** A unit and its decimals: one way to show each kind of number, on every dashboard. Units are in Grafana's words. */
export interface Format {
  readonly unit: string;
  readonly decimals: number;
}
/** Whole things: tasks, workers, queues. With a separator for thousands, never "1 K". */
export const COUNT: Format = { unit: 'locale', decimals: 0 };
export const RATE: Format = { unit: 'suffix:/s', decimals: 2 };
export const SECONDS: Format = { unit: 's', decimals: 1 };
export const RATIO: Format = { unit: 'percentunit', decimals: 1 };
export const BYTES: Format = { unit: 'bytes', decimals: 1 };
export const SLOTS: Format = { unit: 'none', decimals: 1 };
export const DOLLARS: Format = { unit: 'currencyUSD', decimals: 2 };
export const FACTOR: Format = { unit: 'none', decimals: 2 };

/** A series keeps its color when others appear, because the color follows from its name. */
export const BY_NAME = new FieldColorBuilder().mode(FieldColorModeId.PaletteClassicByName);
export const BY_THRESHOLD = new FieldColorBuilder().mode(FieldColorModeId.Thresholds);
export const fixed = (color: string) => new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor(color);

/** A value from which on a color counts. */
export type Step = readonly [from: number | null, color: string];

export function steps(given: readonly Step[]): ThresholdsConfigBuilder {
  return new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(given.map(([value, color]) => ({ value, color })));
}
/** Share of tasks that fail: 5 % is what the alert rule takes. */
export const FAILURES: readonly Step[] = [
  [null, 'text'],
  [0, 'green'],
  [0.01, 'orange'],
  [0.05, 'red'],
];

export function properties(given: Readonly<Record<string, unknown>>): DynamicConfigValue[] {
  return Object.entries(given).flatMap(([id, value]) => (value === undefined ? [] : [{ id, value }]));
}
