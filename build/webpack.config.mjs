import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);
/** @param {string} path */
const at = (path) => fileURLToPath(new URL(path, root));
const { id } = JSON.parse(readFileSync(at('plugin.json'), 'utf8'));

/**
 * Modules that Grafana provides to plugins, as named in its loader (sharedDependencies.ts) and excluded by @grafana/create-plugin.
 * Everything else is bundled, mainly @grafana/plugin-ui and @grafana/aws-sdk.
 */
const FROM_GRAFANA = [
  '@emotion/css',
  '@emotion/react',
  '@grafana/data',
  '@grafana/data/unstable',
  '@grafana/runtime',
  '@grafana/runtime/unstable',
  '@grafana/slate-react',
  '@grafana/ui',
  '@grafana/ui/unstable',
  'angular',
  'd3',
  'emotion',
  'i18next',
  'jquery',
  'lodash',
  'moment',
  'prismjs',
  'react',
  'react-dom',
  'react-inlinesvg',
  'react-redux',
  'react-router',
  'redux',
  'rxjs',
  'rxjs/operators',
  'slate',
  'slate-plain-serializer',
];

/** Where the build is written. */
export const DIST = at('dist');

/** @type {import('webpack').Configuration} */
export const config = {
  name: 'frontend',
  mode: 'production',
  target: ['web', 'es2022'],
  context: at('.'),
  entry: { module: at('src/module.ts') },
  output: {
    path: DIST,
    filename: '[name].js',
    // The texts of one language, which the browser loads by itself in Grafana before 12.1. The hash keeps an old one out of its cache.
    chunkFilename: '[name].js?_cache=[contenthash]',
    library: { type: 'amd' },
    publicPath: `public/plugins/${id}/`,
    uniqueName: id,
  },
  devtool: 'source-map',
  externals: FROM_GRAFANA,
  module: {
    rules: [
      {
        test: /\.tsx?$/,
        exclude: /node_modules/,
        loader: 'swc-loader',
        options: {
          swcrc: false,
          jsc: { target: 'es2022', parser: { syntax: 'typescript', tsx: true }, transform: { react: { runtime: 'classic' } } },
        },
      },
    ],
  },
  resolve: {
    extensions: ['.ts', '.tsx', '.js', '.mjs'],
    alias: {
      'react/jsx-runtime$': at('build/jsx-runtime.js'),
      'react/jsx-dev-runtime$': at('build/jsx-runtime.js'),
    },
  },
  // 164 KB as of writing (51 kB gzipped), settings page and `zod/mini` included. All of zod would be 70 KB more.
  performance: { maxAssetSize: 260_000, maxEntrypointSize: 260_000 },
};
