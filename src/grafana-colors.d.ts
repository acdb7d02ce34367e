import '@grafana/data';

/**
 * Grafana makes these required with `Required`, which under `exactOptionalPropertyTypes` takes away the question mark but not
 * the `undefined` that zod wrote. A theme has them all.
 */
declare module '@grafana/data' {
  interface ThemeColors {
    text: Record<'primary' | 'secondary' | 'disabled' | 'link' | 'maxContrast', string>;
    background: Record<'canvas' | 'primary' | 'secondary' | 'elevated', string>;
    border: Record<'weak' | 'medium' | 'strong', string>;
  }
}
