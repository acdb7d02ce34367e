/**
 * Replaces react-custom-scrollbars-2 in the bundle. @grafana/ui imports its default from an .mjs file. There esbuild, like Node, uses
 * the whole CommonJS module as the default; webpack and Grafana use `exports.default`.
 */
export { Scrollbars as default } from '../../node_modules/react-custom-scrollbars-2';
