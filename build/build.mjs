import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { run } from '../setup/run.mjs';
import { buildBackend } from './backend.mjs';
import { buildFrontend } from './frontend.mjs';
import { thirdPartyNotices } from './notices.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Builds a complete plugin folder in `dist/`. To install it, copy it into Grafana's plugin directory. */
const backend = await buildBackend();
const { report, files: frontend } = await buildFrontend();
const { version } = JSON.parse(await readFile(`${ROOT}package.json`, 'utf8'));
const manifest = await readFile(`${ROOT}plugin.json`, 'utf8');
const today = new Date().toISOString().slice(0, 10);
await writeFile(`${ROOT}dist/plugin.json`, manifest.replace('%VERSION%', version).replace('%TODAY%', today));
for (const name of ['CHANGELOG.md', 'LICENSE']) await copyFile(`${ROOT}${name}`, `${ROOT}dist/${name}`);
// Grafana shows it on the plugin's page; the README of the repository is for those who build it.
await copyFile(`${ROOT}src/README.md`, `${ROOT}dist/README.md`);
await writeFile(`${ROOT}dist/THIRD-PARTY-NOTICES`, await thirdPartyNotices([...backend, ...frontend]));
// The dashboards that plugin.json includes. They are TypeScript.
await run(process.execPath, ['--import', 'tsx', 'dashboards/generate.ts', '--bundled', `${ROOT}dist`]);
process.stdout.write(`${report}\n`);
