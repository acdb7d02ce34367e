import { defineConfig } from 'vitest/config';

const IGNORED = ['**/node_modules/**', 'dist/**', '.cache/**'];

/** Unit tests sit beside their files; what needs a process, a server or a browser is under test/ and gets more time. */
export default defineConfig({
  test: {
    pool: 'forks',
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['src/**/*.test.{ts,tsx}', 'pkg-proxy/**/*.test.ts'], exclude: IGNORED, testTimeout: 20_000 },
      },
      {
        extends: true,
        test: { name: 'servers', include: ['test/**/*.test.ts'], exclude: IGNORED, testTimeout: 120_000, hookTimeout: 120_000 },
      },
    ],
  },
});
