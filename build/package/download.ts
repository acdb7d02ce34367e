import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE } from '../../setup/paths.mjs';
import { run, SetupError, say } from '../../setup/run.mjs';
import type { Pin } from './pins';

const FOLDER = join(CACHE, 'package', 'downloads');

/**
 * The unpacked content of a pinned package, in a folder of the cache.
 * @throws SetupError if the registry cannot be reached, no longer has that version, or serves other bytes than pinned
 */
export async function unpacked(pin: Pin): Promise<string> {
  const target = join(FOLDER, `${pin.name}-${pin.version}${pin.platform && `-${pin.platform}`}-${short(pin.sha512)}`);
  if (existsSync(target)) return target;
  mkdirSync(FOLDER, { recursive: true });
  const beside = mkdtempSync(join(FOLDER, '.partial-'));
  try {
    say(`downloading ${pin.name} ${pin.version} ${pin.platform}`.trim());
    await FETCH[pin.registry](pin, beside);
    const [name = ''] = readdirSync(beside).filter((file) => /\.(tgz|whl|deb)$/.test(file));
    const file = join(beside, name);
    const got = createHash('sha512').update(readFileSync(file)).digest('base64');
    if (got !== pin.sha512) throw new SetupError(`${pin.name} ${pin.version}: expected SHA-512 ${pin.sha512}, got ${got}`);
    const content = join(beside, 'content');
    mkdirSync(content);
    await UNPACK[pin.registry](file, content);
    rmSync(target, { recursive: true, force: true });
    renameSync(content, target);
    return target;
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

type Fetch = (pin: Pin, folder: string) => Promise<unknown>;

const FETCH: Readonly<Record<Pin['registry'], Fetch>> = {
  npm: ({ name, version }, folder) => run('npm', ['pack', '--loglevel=error', '--pack-destination', folder, `${name}@${version}`]),
  pypi: ({ name, version, platform }, folder) =>
    run('python3', [
      ...['-m', 'pip', 'download', '--quiet', '--no-deps', '--only-binary', ':all:'],
      ...['--platform', platform, '--dest', folder, `${name}==${version}`],
    ]),
  debian: async ({ name, version, platform }, folder) => {
    // Lists of its own, so that another architecture can be had without a change to this machine's configuration.
    const lists = join(FOLDER, `.lists-${platform}`);
    mkdirSync(join(lists, 'partial'), { recursive: true });
    const options = [
      `Dir::State::lists=${lists}`,
      `Dir::Cache=${lists}`,
      `APT::Architecture=${platform}`,
      'APT::Architectures::=',
      `APT::Architectures=${platform}`,
      'APT::Sandbox::User=root',
    ];
    const apt = ['-qq', ...options.flatMap((option) => ['-o', option])];
    await run('apt-get', [...apt, 'update']);
    await run('apt-get', [...apt, 'download', `${name}=${version}`], { cwd: folder });
  },
};

const UNPACK: Readonly<Record<Pin['registry'], (file: string, folder: string) => Promise<unknown>>> = {
  npm: (file, folder) => run('tar', ['-xzf', file, '-C', folder, '--strip-components=1']),
  pypi: (file, folder) => run('python3', ['-m', 'zipfile', '-e', file, folder]),
  debian: (file, folder) => run('dpkg-deb', ['-x', file, folder]),
};

function short(sha512: string): string {
  return Buffer.from(sha512, 'base64').toString('hex').slice(0, 12);
}
