import type { KnipConfig } from 'knip';

/**
 * Finds what nobody uses: files, exports, dependencies. `knip` looks at everything; `knip --production` at the plugin alone, which is
 * how an export that only tests call is found.
 */
const config: KnipConfig = ({ production = false }) => ({
  workspaces: {
    '.': {
      entry: [
        'pkg-proxy/main.ts!',
        'src/module.ts!',
        'demo/cloudwatch/main.ts',
        'workbench/main.ts',
        'workbench/page/{main.tsx,no-code-editor.ts,scrollbars.ts}',
        'i18next.config.ts',
        'build/jsx-runtime.js',
        'test/**/*.{ts,mjs}',
      ],
      project: ['{src,pkg-proxy}/**/*.{ts,tsx}!', '!**/testing/**!', '{workbench,setup,demo,build,dashboards,test}/**/*.{ts,tsx,mjs,js}'],
      // build/webpack.config.mjs names the first two as text, and workbench/bundle-page.ts the last two.
      ignoreDependencies: ['@swc/core', 'swc-loader', 'react-19', 'react-dom-19'],
    },
    'pkg-proxy/runtime': {
      entry: ['index.ts!', 'example/*.ts'], // index.ts is what plugins of others import
      project: ['**/*.ts!', '!gen/**!', '!gen/**', '!dist/**'],
    },
  },
  // A type belongs to the function that takes or returns it. And a test may look into a file, if the file uses the same itself.
  ignoreExportsUsedInFile: production || { interface: true, type: true },
  ignoreBinaries: ['chroot', 'go', 'openssl'],
  // PROTOCOL_VERSION and threshold need not be exported.
  ignoreIssues: { 'pkg-proxy/runtime/handshake.ts': ['exports'], 'src/contract/settings/thresholds.ts': ['exports'] },
});
export default config;
