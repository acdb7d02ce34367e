import { defineConfig } from 'vitest/config';
import { otherNodes } from './setup/node-versions.mjs';

const IGNORED = ['**/node_modules/**', '**/dist/**', '.cache/**'];

/** Grafana's icons are files of Grafana's server. Without one, each would be a failed request in the output of the tests. */
const ICONS = { url: 'http://localhost:3000/public/build/', directory: 'node_modules/@grafana/ui/dist/public/' };

/** For tests that need a process, a server or a browser. */
const PATIENCE = { testTimeout: 120_000, hookTimeout: 120_000 };

/**
 * Unit tests sit beside their files; what needs a process, a server or a browser is under test/ and gets more time. Those of the
 * protocol run once more for each other version of Node that `npm test` has installed, which then runs the plugin.
 */
export default defineConfig({
  resolve: { tsconfigPaths: true },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['src/**/*.test.ts', 'pkg-proxy/**/*.test.ts'], exclude: IGNORED, testTimeout: 60_000 },
      },
      {
        extends: true,
        test: {
          name: 'components',
          include: ['src/**/*.test.tsx'],
          exclude: IGNORED,
          environment: 'happy-dom',
          environmentOptions: { happyDOM: { settings: { fetch: { virtualServers: [ICONS] } } } },
          // Grafana's packages import style sheets, which Node cannot.
          server: { deps: { inline: [/@grafana/, /rc-component/, /react-data-grid/] } },
          ...PATIENCE,
        },
      },
      {
        extends: true,
        test: { name: 'servers', include: ['test/**/*.test.ts'], exclude: IGNORED, ...PATIENCE },
      },
      ...otherNodes().map(({ version, path }) => ({
        extends: true as const,
        test: {
          name: `Node ${version}`,
          include: ['test/protocol/*.test.ts'],
          exclude: ['test/protocol/golden.test.ts'], // starts no plugin
          env: { BACKLOG_TEST_NODE: path },
          ...PATIENCE,
        },
      })),
    ],
  },
});
