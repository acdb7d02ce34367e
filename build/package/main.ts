/**
 * `npm run package`: the archives that users install, in `packages/`, each with its SHA-256 sum. `-- --platform linux_amd64` makes one,
 * `--no-build` takes `dist/` as it is. The same commit gives the same bytes.
 */
import { createHash } from 'node:crypto';
import { appendFile, cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { CACHE, ROOT } from '../../setup/paths.mjs';
import { run, SetupError, say } from '../../setup/run.mjs';
import { sbom } from '../sbom.mjs';
import { unpacked } from './download';
import { buildLauncher } from './launcher';
import { addNode, noticesOfNode } from './parts';
import { PLATFORMS, type Platform } from './pins';
import { warm } from './warm';
import { zip } from './zip';

const DIST = join(ROOT, 'dist');
const TREES = join(CACHE, 'package', 'trees');
const OUT = join(ROOT, 'packages');

const { values } = parseArgs({
  options: { platform: { type: 'string', multiple: true }, 'no-build': { type: 'boolean', default: false } },
});

const nameOf = ({ os, arch }: Pick<Platform, 'os' | 'arch'>) => `${os}_${arch}`;
/** Whether this machine can run what is made for the platform. */
const isThis = ({ os, arch }: Platform) => os === process.platform && arch === (process.arch === 'x64' ? 'amd64' : process.arch);

/** A folder of the plugin with Node inside, which needs nothing of the machine. */
async function assemble(platform: Platform): Promise<string> {
  const folder = join(TREES, nameOf(platform));
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  // Not the shell launchers, and no source maps of the backend, which nothing reads.
  const left = (path: string) => /^(gpx_|backlog$)/.test(basename(path)) || /backend\/.*\.map$/.test(path);
  await cp(DIST, folder, { recursive: true, filter: (path) => path === DIST || !left(relative(DIST, path)) });
  const suffix = platform.os === 'windows' ? '.exe' : '';
  const launcher = `gpx_backlog_${nameOf(platform)}${suffix}`;
  await buildLauncher(platform, join(folder, launcher));
  await cp(join(folder, launcher), join(folder, `backlog${suffix}`));
  await addNode(platform, join(folder, 'node'));
  const licence = join(await unpacked(PLATFORMS[0]?.node ?? platform.node), 'LICENSE');
  await appendFile(join(folder, 'THIRD-PARTY-NOTICES'), `\n${await noticesOfNode(platform, licence)}`);
  await writeFile(join(folder, 'sbom.cdx.json'), sbom(version, [...bundled, ...added(platform)]));
  if (isThis(platform)) await warm(folder);
  return folder;
}

/** What `addNode` adds, for the bill of materials. */
function added({ node, libraries }: Platform) {
  return [
    { name: 'node', version: node.version, licence: 'MIT', purl: `pkg:generic/node@${node.version}` },
    ...libraries.map((pin) => ({
      name: pin.name,
      version: pin.version,
      licence: pin.name === 'libc6' ? 'LGPL-2.1-or-later' : 'GPL-3.0-or-later WITH GCC-exception-3.1', // the rest is GCC's
      purl: `pkg:deb/debian/${pin.name}@${encodeURIComponent(pin.version)}?arch=${pin.platform}`,
    })),
  ];
}

/** What `npm run build` wrote about the bundles. */
async function bundledComponents() {
  const { components } = JSON.parse(await readFile(join(DIST, 'sbom.cdx.json'), 'utf8'));
  return components.map((component: { name: string; version: string; purl: string; licenses: { expression: string }[] }) => ({
    ...component,
    licence: component.licenses[0]?.expression ?? 'NOASSERTION',
  }));
}

if (!values['no-build']) await run(process.execPath, ['build/build.mjs']);
const {
  id,
  info: { version },
} = JSON.parse(await readFile(join(DIST, 'plugin.json'), 'utf8'));
const bundled = await bundledComponents();
const date = new Date(`${(await run('git', ['log', '-1', '--format=%cs'])).trim()}T00:00:00Z`);

const wanted = PLATFORMS.filter((platform) => values.platform === undefined || values.platform.includes(nameOf(platform)));
if (wanted.length === 0) {
  throw new SetupError(`--platform: expected one of ${PLATFORMS.map(nameOf).join(', ')}, got ${values.platform?.join(', ')}`);
}
await mkdir(OUT, { recursive: true });
for (const old of await readdir(OUT)) await rm(join(OUT, old));
const made: string[] = [];
for (const platform of wanted) {
  const file = join(OUT, `${id}-${version}.${nameOf(platform)}.zip`);
  await zip(await assemble(platform), id, file, date);
  made.push(file);
}
if (values.platform === undefined) {
  const file = join(OUT, `${id}-${version}.any.zip`);
  await zip(DIST, id, file, date);
  made.push(file);
}
for (const file of made) {
  const bytes = await readFile(file);
  const sum = createHash('sha256').update(bytes).digest('hex');
  await writeFile(`${file}.sha256`, `${sum}  ${basename(file)}\n`);
  say(`${sum}  ${relative(ROOT, file)}  ${(bytes.length / 1e6).toFixed(1)} MB`);
}
