import '@grafana/data';

/**
 * Grafana makes these required with `Required`. Under `exactOptionalPropertyTypes` that removes the question mark, but not the
 * `undefined` from zod. A theme has them all.
 */
declare module '@grafana/data' {
  interface ThemeColors {
    text: Record<'primary' | 'secondary' | 'disabled' | 'link' | 'maxContrast', string>;
    background: Record<'canvas' | 'primary' | 'secondary' | 'elevated', string>;
    border: Record<'weak' | 'medium' | 'strong', string>;
  }
}
