import { cp } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import webpack from 'webpack';
import { config } from './webpack.config.mjs';

const LOGOS = fileURLToPath(new URL('../src/img', import.meta.url));

/**
 * Builds the browser's half of the plugin into `dist/`: `module.js` (AMD, as Grafana loads it), its source map and `img/`.
 * Nothing else in `dist/` is touched.
 * @param {{ watch?: boolean, onRebuild?: (report: string) => void }} [options] `watch` builds again at every change
 * @returns {Promise<{ report: string, close: () => Promise<void> }>} after the first build; `close` ends the watching
 * @throws Error with webpack's messages when the first build fails; a later failure goes to `onRebuild`
 */
export async function buildFrontend({ watch = false, onRebuild = () => {} } = {}) {
  await cp(LOGOS, `${config.output.path}/img`, { recursive: true });
  const compiler = webpack(config);
  const close = () => new Promise((resolve, reject) => compiler.close((error) => (error ? reject(error) : resolve())));
  try {
    const report = await new Promise((resolve, reject) => {
      let built = false;
      const done = (error, stats) => {
        if (built) return onRebuild(error ? String(error) : describe(stats));
        if (error) return reject(error);
        if (stats.hasErrors()) return reject(new Error(`the frontend does not build:\n${describe(stats)}`));
        built = true;
        resolve(describe(stats));
      };
      if (watch) compiler.watch({ aggregateTimeout: 200 }, done);
      else compiler.run(done);
    });
    if (!watch) await close();
    return { report, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function describe(stats) {
  return stats.toString({ all: false, assets: true, errors: true, warnings: true, timings: true, colors: false });
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { report } = await buildFrontend({
    watch: process.argv.includes('--watch'),
    onRebuild: (report) => process.stdout.write(`${report}\n`),
  });
  process.stdout.write(`${report}\n`);
}
