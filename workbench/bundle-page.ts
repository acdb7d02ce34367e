import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../setup/paths.mjs';

const PAGE = join(import.meta.dirname, 'page');

/** Packages under the names that package.json gives to React 19. */
const REACT_19 = { react: 'react-19', 'react-dom': 'react-dom-19' };

/** Bundles the page with the real Grafana packages and one version of React, which takes a few seconds. Returns the files `page.js` and `page.css` by name. */
export async function bundlePage(react: 18 | 19): Promise<ReadonlyMap<string, Uint8Array>> {
  const { outputFiles } = await build({
    entryPoints: { page: join(PAGE, 'main.tsx') },
    outdir: ROOT,
    write: false,
    absWorkingDir: ROOT,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'transform',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"', global: 'globalThis' },
    alias: {
      ...(react === 19 && REACT_19),
      // The plugin does not use @grafana/ui's code editor, which would double the size of the page.
      'monaco-editor': join(PAGE, 'no-code-editor.ts'),
      'react-custom-scrollbars-2': join(PAGE, 'scrollbars.ts'),
    },
    loader: { '.svg': 'dataurl', '.woff2': 'dataurl', '.png': 'dataurl' },
  });
  return new Map(outputFiles.map(({ path, contents }) => [basename(path), contents]));
}
