import { cp } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import webpack from 'webpack';
import { config, DIST } from './webpack.config.mjs';

const SOURCE = fileURLToPath(new URL('../src', import.meta.url));

/**
 * Builds the browser half of the plugin into `dist/`: `module.js` (AMD, as Grafana loads it), its source map,
 * `img/` and `locales/`.
 * It changes nothing else in `dist/`.
 * @param {{ watch?: boolean, onRebuild?: (report: string) => void }} [options] `watch` rebuilds on every change
 * @returns {Promise<{ report: string, files: string[], close: () => Promise<void> }>} after the first build: `files` are the source files in
 *   the bundle, `close` stops watching
 * @throws Error with webpack's messages if the first build fails; later failures go to `onRebuild`
 */
export async function buildFrontend({ watch = false, onRebuild = () => {} } = {}) {
  for (const folder of ['img', 'locales']) await cp(`${SOURCE}/${folder}`, `${DIST}/${folder}`, { recursive: true });
  const compiler = webpack(config);
  /** @returns {Promise<void>} */
  const close = () => new Promise((resolve, reject) => compiler.close((error) => (error ? reject(error) : resolve())));
  try {
    /** @type {{ report: string, files: string[] }} */
    const built = await new Promise((resolve, reject) => {
      let first = true;
      /** @param {Error | null} error @param {webpack.Stats} [stats] */
      const done = (error, stats) => {
        const text = stats ? summaryOf(stats) : String(error);
        if (!first) onRebuild(text);
        else if (error || !stats || stats.hasErrors()) reject(new Error(`The frontend does not build:\n${text}`, { cause: error }));
        else resolve({ report: text, files: filesOf(stats) });
        first = false;
      };
      if (watch) compiler.watch({ aggregateTimeout: 200 }, done);
      else compiler.run(done);
    });
    if (!watch) await close();
    return { ...built, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** @param {webpack.Stats} stats */
function summaryOf(stats) {
  return stats.toString({ all: false, assets: true, errors: true, warnings: true, timings: true, colors: false });
}

/** @param {webpack.Stats} stats */
function filesOf(stats) {
  const all = { all: false, modules: true, nestedModules: true, modulesSpace: Infinity, nestedModulesSpace: Infinity };
  /** @param {webpack.StatsModule[]} modules @returns {string[]} */
  const within = (modules) => modules.flatMap(({ nameForCondition, modules: more = [] }) => [nameForCondition ?? '', ...within(more)]);
  return within(stats.toJson(all).modules ?? []).filter(Boolean);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  /** @param {string} report */
  const print = (report) => process.stdout.write(`${report}\n`);
  print((await buildFrontend({ watch: process.argv.includes('--watch'), onRebuild: print })).report);
}
