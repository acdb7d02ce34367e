import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { CACHE, ROOT } from '../../demo/setup/paths.mjs';

/** Bundles the page with the real Grafana packages into `.cache/workbench` and returns that folder. Takes some seconds. */
export async function bundlePage(): Promise<string> {
  const outdir = join(CACHE, 'workbench');
  await mkdir(outdir, { recursive: true });
  await build({
    entryPoints: { page: join(import.meta.dirname, 'page/main.tsx') },
    outdir,
    absWorkingDir: ROOT,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'transform',
    sourcemap: 'linked',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    alias: {
      // @grafana/ui's code editor, which no part of the plugin uses, would make the page twice as large.
      'monaco-editor': join(import.meta.dirname, 'page/no-code-editor.ts'),
      'react-custom-scrollbars-2': join(import.meta.dirname, 'page/scrollbars.ts'),
    },
    loader: { '.svg': 'dataurl', '.woff2': 'dataurl', '.png': 'dataurl' },
  });
  return outdir;
}
