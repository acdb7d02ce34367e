/**
 * Stands for react-custom-scrollbars-2 in the bundle. @grafana/ui imports its default from an .mjs file, where esbuild, as
 * Node does, takes the whole CommonJS module for the default; webpack and Grafana take `exports.default`.
 */
export { Scrollbars as default } from '../../node_modules/react-custom-scrollbars-2';
