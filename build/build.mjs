import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { run } from '../setup/run.mjs';
import { buildBackend } from './backend.mjs';
import { buildFrontend } from './frontend.mjs';
import { bundledPackages, thirdPartyNotices } from './notices.mjs';
import { sbom } from './sbom.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Builds a complete plugin folder in `dist/`. To install it, copy it into Grafana's plugin directory. */
await rm(`${ROOT}dist`, { recursive: true, force: true });
const backend = await buildBackend();
const { report, files: frontend } = await buildFrontend();
const { version } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8'));
const manifest = await readFile(`${ROOT}plugin.json`, 'utf8');
// The day of the commit, so that a commit always gives the same files; today where there is no commit.
const day = await run('git', ['log', '-1', '--format=%cs']).then(
  (text) => text.trim(),
  () => new Date().toISOString().slice(0, 10),
);
await writeFile(`${ROOT}dist/plugin.json`, manifest.replace('%VERSION%', version).replace('%TODAY%', day));
for (const name of ['CHANGELOG.md', 'LICENSE']) await copyFile(`${ROOT}${name}`, `${ROOT}dist/${name}`);
// Grafana shows it on the plugin's page; the README of the repository is for those who build it.
await copyFile(`${ROOT}src/README.md`, `${ROOT}dist/README.md`);
const packages = await bundledPackages([...backend, ...frontend]);
await writeFile(`${ROOT}dist/THIRD-PARTY-NOTICES`, thirdPartyNotices(packages));
await writeFile(`${ROOT}dist/sbom.cdx.json`, sbom(version, packages));
// The dashboards that plugin.json includes. They are TypeScript.
await run(process.execPath, ['--import', 'tsx', 'dashboards/generate.ts', '--bundled', `${ROOT}dist`]);
process.stdout.write(`${report}\n`);
